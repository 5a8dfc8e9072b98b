import type { LiveAlert, LiveMessage } from '@weir/console-protocol'
import { useEffect } from 'react'
import { useLanguage, useText } from '../language/use-language.ts'
import { channelName } from './names.ts'
import { clock, count, share } from './numbers.ts'
import { remedies } from './remedies.ts'

const minuteMs = 60_000

/** Firing alerts, then what cannot be read, else that all is well. */
export function Alerts({ model }: { model: LiveMessage | undefined }) {
  const t = useText()
  const alerts = model?.alerts ?? []
  const faults = model?.faults ?? []
  const alarmed = alerts.some(({ severity }) => severity === 'red')
  useEffect(() => {
    document.documentElement.classList.toggle('alarmed', alarmed)
    return () => document.documentElement.classList.remove('alarmed')
  }, [alarmed])
  return (
    <div id="alerts" className="alerts" role="status" aria-live="polite">
      {alerts.map(alert => (
        <AlertLine key={alert.id} alert={alert} at={model?.at ?? 0} />
      ))}
      {faults.map(part => (
        <p key={part} className="alert fault">
          <strong>{t(remedies[part])}</strong>
        </p>
      ))}
      {model && alerts.length + faults.length === 0 && (
        <p className="alert calm">
          <strong>{t({ en: 'No alert is firing', zh: '当前没有告警' })}</strong>
        </p>
      )}
    </div>
  )
}

function AlertLine({ alert, at }: { alert: LiveAlert; at: number }) {
  const t = useText()
  const { id, title, severity, dimensions, since, state } = alert
  const names = Object.values(dimensions).map(name => t(channelName(name)))
  const read = useRead(alert)
  const minutes = Math.floor(Math.max(0, at - since) / minuteMs)
  return (
    <p className={`alert ${severity}`}>
      <strong>
        <a href={`/episodes/${encodeURIComponent(id)}`}>{[t(title), ...names].join(' · ')}</a>
      </strong>
      {/* It goes on counting: a screen reader is told of the alert, not of each minute. */}
      <span className="detail" aria-live="off">
        {t({ en: `${read} since ${clock(since)}`, zh: `${read} 自 ${clock(since)} 起` })}
        {minutes > 0 && t({ en: `, for ${minutes} min`, zh: `，已持续 ${minutes} 分钟` })}
        {state === 'recovering' && t({ en: ' · recovering', zh: ' · 恢复中' })}
      </span>
    </p>
  )
}

function useRead({ value, unit }: LiveAlert): string {
  const language = useLanguage()
  if (value === null) return ''
  return unit === 'ratio' ? share(value, language) : count(value, language)
}
