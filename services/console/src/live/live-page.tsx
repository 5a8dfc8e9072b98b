import { historyMs, type LiveCharts, type LiveMessage, type LiveSeries, mergeMessages } from '@weir/console-protocol'
import { useState } from 'react'
import { useLanguage, useText } from '../language/use-language.ts'
import type { ConnectionState } from '../stream/open-stream.ts'
import { useStream } from '../stream/use-stream.ts'
import { Account } from './account.tsx'
import { Alerts } from './alerts.tsx'
import { Channels } from './channels.tsx'
import { Chart } from './chart.tsx'
import { Figure } from './figure.tsx'
import { count, money, moneyTick, share } from './numbers.ts'
import { Panel } from './panel.tsx'
import { useWords } from './words.ts'

/** The charts never show less than this. */
const shortestMs = 4 * 60_000
const streamed = ['history', 'tick'] as const

/** The wall: what is going on, readable from three metres. */
export function LivePage({ onConnection }: { onConnection: (state: ConnectionState) => void }) {
  const t = useText()
  const language = useLanguage()
  const [model, setModel] = useState<LiveMessage>()
  useStream<(typeof streamed)[number], LiveMessage>(
    '/v1/live',
    streamed,
    (name, message) => setModel(before => (before && name === 'tick' ? mergeMessages(before, message) : message)),
    onConnection,
  )
  const words = useWords(model, language)
  const { charts, gmv, at = 0 } = model ?? {}
  const span = { from: charts ? firstSeen(charts, at) : at - shortestMs, to: at }
  const [main, ...others] = gmv ?? []
  const currency = main?.currency ?? ''
  const amounts = (label: (value: number) => string) => ({ ...span, label, filled: true })
  return (
    <>
      <h1 className="hidden">{t({ en: 'Live numbers', zh: '实时数据' })}</h1>
      <Alerts model={model} />
      <div className="wall-grid">
        <Panel name="traffic" title={{ en: 'Traffic', zh: '流量' }} note={{ en: 'events / second', zh: '事件／秒' }}>
          <Figure name="traffic">{charts && count(newest(charts.traffic), language)}</Figure>
          <Chart
            name="traffic"
            words={words.traffic}
            series={charts?.traffic ?? []}
            {...amounts(value => count(value, language))}
          />
        </Panel>
        <Panel
          name="online"
          title={{ en: 'Online', zh: '在线人数' }}
          note={{ en: 'persons, 5 min', zh: '人，近 5 分钟' }}
        >
          <Figure name="online">{charts && count(newest(charts.online), language)}</Figure>
          <Chart
            name="online"
            words={words.online}
            series={charts?.online ?? []}
            {...amounts(value => count(value, language))}
          />
        </Panel>
        <Panel
          name="gmv"
          title={{ en: 'GMV', zh: '成交总额' }}
          note={{ en: 'last hour · drawn per minute', zh: '近 1 小时 · 曲线为每分钟' }}
        >
          <Figure
            name="gmv"
            note={others.map(({ currency, lastHour }) => money(lastHour, currency, language)).join(' · ')}
          >
            {gmv && (main ? money(main.lastHour, currency, language) : '0')}
          </Figure>
          <Chart
            name="gmv"
            series={ofCurrency(charts?.gmv ?? [], main?.currency)}
            {...amounts(value => moneyTick(value, currency, language))}
          />
        </Panel>
        <Panel
          name="success"
          title={{ en: 'Payment success', zh: '支付成功率' }}
          note={{ en: 'by channel, last 3 min', zh: '按渠道，近 3 分钟' }}
        >
          <div className="success-body">
            <Chart
              name="success"
              series={charts?.success ?? []}
              {...span}
              label={value => share(value, language)}
              range={[0, 1.02]}
            />
            {charts && <Channels series={charts.success} at={at} />}
          </div>
        </Panel>
        <Account model={model} words={words.account} />
      </div>
    </>
  )
}

/** The newest value of a chart with one series. */
const newest = (series: readonly LiveSeries[]): number => series[0]?.points.at(-1)?.[1] ?? 0

/** Currencies do not share an axis: the one with the most of it is drawn. */
const ofCurrency = (series: readonly LiveSeries[], currency: string | undefined) =>
  series.filter(({ name }) => name === (currency ?? name)).slice(0, 1)

/** A shop that opened minutes ago would be a thin stripe at the edge: the charts begin where its events do. */
function firstSeen({ traffic }: LiveCharts, at: number): number {
  const first = traffic[0]?.points.find(([, value]) => value !== null && value > 0)?.[0] ?? at
  return Math.max(at - historyMs, Math.min(first - shortestMs / 20, at - shortestMs))
}
