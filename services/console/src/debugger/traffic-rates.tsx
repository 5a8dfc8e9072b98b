import type { Bilingual } from '@weir/console-protocol'
import { useLanguage, useText } from '../language/use-language.ts'
import { count } from '../live/numbers.ts'
import { type Feed, ratesOf } from './feed.ts'

/** How much is decided a second, and how much of it is not in the list. */
export function TrafficRates({ feed }: { feed: Feed }) {
  const t = useText()
  const { accepted, rejected, hidden } = ratesOf(feed)
  return (
    <p className="rates">
      <Rate kind="accepted" value={accepted} text={{ en: 'accepted / s', zh: '接收／秒' }} />
      <Rate kind="rejected" value={rejected} text={{ en: 'rejected / s', zh: '拒收／秒' }} />
      {hidden > 0 && (
        <Rate
          kind="hidden-rate"
          value={hidden}
          text={{ en: 'of them not listed / s', zh: '其中未列出／秒' }}
          title={t({
            en: 'The list takes 10 events a second of each source and outcome; all are counted.',
            zh: '列表每秒最多显示每个来源、每种结果的 10 个事件；全部事件均计入统计。',
          })}
        />
      )}
    </p>
  )
}

function Rate({ kind, value, text, title }: { kind: string; value: number; text: Bilingual; title?: string }) {
  const t = useText()
  const language = useLanguage()
  return (
    <span className={kind} title={title}>
      <b>{count(value, language)}</b> {t(text)}
    </span>
  )
}
