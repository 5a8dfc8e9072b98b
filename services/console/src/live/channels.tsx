import type { LiveSeries } from '@weir/console-protocol'
import { useLanguage, useText } from '../language/use-language.ts'
import { channelName } from './names.ts'
import { count, share } from './numbers.ts'
import { seriesColours } from './plot.ts'

/** A point older than this says nothing about now. */
const freshMs = 60_000
/** Under so many payments a rate is chance: shown quietly. */
const fewPayments = 50
const lowShare = 0.9
const goodShare = 0.95

/** Success of each payment channel now. */
export function Channels({ series, at }: { series: readonly LiveSeries[]; at: number }) {
  const t = useText()
  return (
    <table className="channels">
      <caption className="hidden">{t({ en: 'Payment success now', zh: '当前支付成功率' })}</caption>
      <thead className="hidden">
        <tr>
          <th scope="col">{t({ en: 'Channel', zh: '渠道' })}</th>
          <th scope="col">{t({ en: 'Success', zh: '成功率' })}</th>
          <th scope="col">{t({ en: 'Payments', zh: '支付笔数' })}</th>
        </tr>
      </thead>
      <tbody id="channels">
        {series.length === 0 && (
          <tr>
            <td colSpan={3}>{t({ en: 'No payment yet', zh: '暂无支付' })}</td>
          </tr>
        )}
        {series.map((channel, index) => (
          <Channel key={channel.name} channel={channel} index={index} at={at} />
        ))}
      </tbody>
    </table>
  )
}

function Channel({ channel, index, at }: { channel: LiveSeries; index: number; at: number }) {
  const t = useText()
  const language = useLanguage()
  const [time, value, sample] = channel.points.at(-1) ?? [0, null, 0]
  const known = value !== null && at - time < freshMs
  const payments = known ? count(sample, language) : '0'
  return (
    <tr className={known ? toneOf(value, sample) : 'unknown'}>
      <th scope="row" className={`series-${index % seriesColours}`}>
        {t(channelName(channel.name))}
      </th>
      <td className="rate">{known ? share(value, language) : '–'}</td>
      <td className="sample">{t({ en: `${payments} payments`, zh: `${payments} 笔` })}</td>
    </tr>
  )
}

function toneOf(value: number, sample: number): 'few' | 'bad' | 'warn' | 'good' {
  if (sample < fewPayments) return 'few'
  if (value < lowShare) return 'bad'
  return value < goodShare ? 'warn' : 'good'
}
