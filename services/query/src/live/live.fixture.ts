import type { LiveMessage, LiveSeries } from '@weir/console-protocol'

const stepMs = 10_000
const minuteMs = 60_000

/** A shop on an ordinary evening, in which one channel breaks four minutes before `at`. The same every time. */
export function shopAt(at: number, from: number): LiveMessage {
  const series = (name: string, value: (time: number) => number | null, sample = 400): LiveSeries => ({
    name,
    points: Array.from({ length: Math.floor((at - from) / stepMs) + 1 }, (_, index) => {
      const time = Math.floor(at / stepMs) * stepMs - index * stepMs
      return [time, value(time), sample] as [number, number | null, number]
    }).reverse(),
  })
  const wave = (time: number, size: number) => Math.sin(time / 97_000) * size + Math.sin(time / 31_000) * size * 0.4
  const broken = (time: number) => time > at - 4 * minuteMs
  return {
    at,
    charts: {
      traffic: [series('', time => 512 + wave(time, 90))],
      success: [
        series('alipay', time =>
          broken(time) ? Math.max(0.41, 0.98 - (time - at + 4 * minuteMs) / 200_000) : 0.982 + wave(time, 0.004),
        ),
        series('card', time => 0.961 + wave(time, 0.008), 32),
        series('unionpay', time => 0.944 + wave(time, 0.01), 120),
        series('wechat_pay', time => 0.988 + wave(time, 0.003), 610),
      ],
      online: [series('', time => 3_482 + wave(time, 140))],
      gmv: [series('CNY', time => 91_000 + wave(time, 14_000))],
    },
    gmv: [
      { currency: 'CNY', lastHour: 5_482_310.5 },
      { currency: 'USD', lastHour: 12_044 },
    ],
    alerts: [
      {
        id: 'e1',
        title: { en: 'Payments fail', zh: '支付失败' },
        severity: 'red',
        dimensions: { channel: 'alipay' },
        since: at - 3 * minuteMs,
        value: 0.41,
        unit: 'ratio',
        state: 'firing',
      },
    ],
    lag: {
      seconds: 0.4,
      stages: [
        { stage: 'identity', records: 2, seconds: 0.1 },
        { stage: 'processor', records: 5, seconds: 0.3 },
      ],
    },
    ledger: Array.from({ length: 60 }, (_, index) => {
      const minute = Math.floor(at / minuteMs) * minuteMs - (59 - index) * minuteMs
      const accepted = Math.round(30_000 + wave(minute, 6_000))
      const duplicate = Math.round(accepted * 0.02)
      const quarantined = index === 30 ? 900 : 12
      const missing = index === 59 ? 400 : 0
      return {
        minute,
        state: index > 56 ? ('pending' as const) : ('final' as const),
        accepted,
        stored: accepted - duplicate - quarantined - missing,
        duplicate,
        quarantined,
        suppressed: 0,
        missing,
      }
    }),
    faults: [],
  }
}
