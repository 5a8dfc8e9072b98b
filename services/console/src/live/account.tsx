import type { LiveMessage } from '@weir/console-protocol'
import { useLanguage, useText } from '../language/use-language.ts'
import { Figure } from './figure.tsx'
import { LedgerBars } from './ledger-bars.tsx'
import { count, duration } from './numbers.ts'
import { Panel } from './panel.tsx'

/** Longer than this, and what is shown is no longer the present. */
const longLagSeconds = 10

const legend = [
  { kind: 'stored', text: { en: 'stored', zh: '入库' } },
  { kind: 'duplicate', text: { en: 'duplicate', zh: '重复' } },
  { kind: 'aside', text: { en: 'set aside', zh: '隔离' } },
  { kind: 'missing', text: { en: 'missing', zh: '缺失' } },
] as const

const stageNames = {
  identity: { en: 'OneID', zh: 'OneID' },
  processor: { en: 'storing', zh: '入库' },
} as const

/** The ledger of the last hour, and how far behind the answers are. */
export function Account({ model, words }: { model: LiveMessage | undefined; words: string | undefined }) {
  const t = useText()
  const language = useLanguage()
  const { ledger, lag, at = 0 } = model ?? {}
  const missing = ledger?.filter(({ state }) => state === 'final').reduce((sum, line) => sum + line.missing, 0)
  const behind = lag && (lag.seconds === null ? { value: '…', unit: '' } : duration(lag.seconds, language))
  const waiting = lag?.stages.map(({ stage, records }) => `${t(stageNames[stage])} ${count(records, language)}`)
  return (
    <Panel
      name="account"
      title={{ en: 'Every event accounted for', zh: '每个事件都有着落' }}
      note={{ en: 'ledger, 60 min', zh: '近 60 分钟账本' }}
    >
      <div className="account-figures">
        <Figure name="missing" tone={missing ? 'bad' : undefined} note={ledger && t({ en: 'missing', zh: '缺失' })}>
          {missing === undefined ? undefined : count(missing, language)}
        </Figure>
        <Figure
          name="lag"
          tone={(lag?.seconds ?? 0) >= longLagSeconds ? 'warn' : undefined}
          note={behind && t({ en: `${behind.unit} behind`, zh: `${behind.unit}延迟` })}
        >
          {behind?.value}
        </Figure>
      </div>
      <div
        className="chart"
        id="ledger-chart"
        role="img"
        {...(words === undefined ? { 'aria-labelledby': 'account-title' } : { 'aria-label': words })}
      >
        <LedgerBars lines={ledger ?? []} now={at} />
      </div>
      <p className="legend">
        {legend.map(({ kind, text }) => (
          <span key={kind}>
            <i className={kind} />
            {t(text)}
          </span>
        ))}
      </p>
      <p id="stages" className="stages">
        {waiting && t({ en: 'Batches waiting: ', zh: '待处理批次：' }) + waiting.join(' · ')}
      </p>
    </Panel>
  )
}
