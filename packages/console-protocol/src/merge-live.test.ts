import { describe, expect, it } from 'vitest'
import type { LiveCharts, LiveMessage } from './live-message.ts'
import { historyMs, mergeMessages } from './merge-live.ts'

const at = 1_769_860_800_000
const charts = (success: LiveCharts['success']): LiveCharts => ({ traffic: [], success, online: [], gmv: [] })
const message = (later: Partial<LiveMessage>): LiveMessage => ({ at, faults: [], ...later })

describe('mergeMessages', () => {
  it('replaces points of the same time, adds new ones, drops old ones', () => {
    const before = message({
      charts: charts([
        {
          name: 'alipay',
          points: [
            [at - historyMs - 1, 0.9, 1],
            [at - 20_000, 0.9, 1],
            [at - 10_000, 0.8, 1],
          ],
        },
      ]),
    })
    const later = message({
      charts: charts([
        {
          name: 'alipay',
          points: [
            [at - 10_000, 0.7, 2],
            [at, 0.6, 3],
          ],
        },
      ]),
    })
    expect(mergeMessages(before, later).charts?.success).toEqual([
      {
        name: 'alipay',
        points: [
          [at - 20_000, 0.9, 1],
          [at - 10_000, 0.7, 2],
          [at, 0.6, 3],
        ],
      },
    ])
  })

  it('keeps series that say nothing new, in the order of their names', () => {
    const before = message({ charts: charts([{ name: 'wechat', points: [[at, 1, 1]] }]) })
    const later = message({ charts: charts([{ name: 'alipay', points: [[at, 1, 1]] }]) })
    expect(mergeMessages(before, later).charts?.success.map(({ name }) => name)).toEqual(['alipay', 'wechat'])
  })

  it('keeps what a message leaves out, and takes its faults', () => {
    const before = message({ gmv: [{ currency: 'CNY', lastHour: 1 }], faults: ['ledger'] })
    expect(mergeMessages(before, message({ faults: [] }))).toEqual(before.gmv ? message({ gmv: before.gmv }) : {})
  })
})
