import type { DebuggedEvent, DebuggedReason } from '@weir/console-protocol'
import { memo } from 'react'
import { useLanguage, useText } from '../language/use-language.ts'
import { clock } from '../live/numbers.ts'
import { outcomeNames } from './outcome-names.ts'
import { inChinese } from './reasons.ts'

/** One decided event; the list is redrawn twice a second, and this only when it is new. */
export const EventRow = memo(function EventRow({ event }: { event: DebuggedEvent }) {
  const t = useText()
  const { outcome, receivedAt, source, id, type, keys, reason, receipt } = event
  const receiptOf = t({ en: `Receipt of event ${id}`, zh: `事件 ${id} 的回执` })
  return (
    <li className={`decided ${outcome}`}>
      <time dateTime={new Date(receivedAt).toISOString()}>
        {clock(receivedAt)}
        <small>.{String(receivedAt % 1_000).padStart(3, '0')}</small>
      </time>
      <span className="outcome">{t(outcomeNames[outcome])}</span>
      <span className="type">{type || t({ en: '(no type)', zh: '（无类型）' })}</span>
      <span className="source">{source}</span>
      <a className="receipt" href={receipt} aria-label={receiptOf} title={receiptOf}>
        {id}
      </a>
      {keys.length > 0 && (
        <span className="keys">
          {keys.map(({ type, value, usable }) => (
            <span
              key={`${type} ${value}`}
              className={usable ? 'key' : 'key unusable'}
              title={usable ? undefined : t({ en: 'never links anybody', zh: '不参与身份关联' })}
            >
              <i>{type}</i> {value}
            </span>
          ))}
        </span>
      )}
      {reason && <Reason reason={reason} />}
    </li>
  )
})

function Reason({ reason }: { reason: DebuggedReason }) {
  const t = useText()
  const chinese = useLanguage() === 'zh' ? inChinese(reason) : undefined
  return (
    <div className="reason">
      <p>
        <code>{reason.code}</code> {chinese && <strong>{chinese.wrong}：</strong>}
        {/* As ingest answered it, which is in English. */}
        <samp lang="en" className={chinese && 'answered'}>
          {reason.message}
        </samp>
      </p>
      {reason.remedy !== '' && (
        <p className="what-to-do">
          <strong>{t({ en: 'What to do:', zh: '怎么办：' })}</strong> {chinese?.remedy ?? reason.remedy}
        </p>
      )}
    </div>
  )
}
