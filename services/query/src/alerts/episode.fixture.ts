import type { MetricSeries } from '../metrics/read-metric.ts'
import type { Episode } from './read-episode.ts'

const minuteMs = 60_000
const iso = (ms: number) => new Date(ms).toISOString()

/** An outage of one payment channel that began six minutes before `at` and still lasts. */
export const outageAt = (at: number): Episode => ({
  id: 'e1',
  title: { en: 'Payments fail', zh: '支付失败' },
  severity: 'red',
  runbook: 'https://wiki.example/payments',
  metric: 'payment_success_rate',
  unit: 'ratio',
  dimensions: { channel: 'alipay' },
  state: 'firing',
  cause: 'breach',
  crossedAt: iso(at - 6 * minuteMs),
  firedAt: iso(at - 6 * minuteMs + 10_000),
  resolvedAt: null,
  conditions: [
    { windowMs: 180_000, op: '<', threshold: 0.9, value: 0.874, sample: 1_204 },
    { windowMs: 30_000, op: '<', threshold: 0.9, value: 0.412, sample: 204 },
  ],
  contributors: [
    {
      dimension: 'platform',
      values: [
        { value: 'wechat_mini', reading: 0.31, sample: 140 },
        { value: 'ios', reading: 0.62, sample: 64 },
      ],
    },
  ],
  timeline: [
    { at: iso(at - 6 * minuteMs), step: 'crossed' },
    { at: iso(at - 6 * minuteMs + 10_000), step: 'fired', detail: '3m 87.4 %, 30s 41.2 %' },
  ],
  deliveries: [
    {
      channel: 'dingtalk-oncall',
      kind: 'fired',
      state: 'delivered',
      attempts: 1,
      at: iso(at - 6 * minuteMs + 10_400),
      detail: '200',
    },
  ],
})

export const breakingSeries = (at: number): MetricSeries => ({
  stepMs: 10_000,
  note: undefined,
  series: [
    {
      dimensions: {},
      points: Array.from({ length: 97 }, (_, index) => {
        const time = at - (96 - index) * 10_000
        const broken = time > at - 6 * minuteMs - 30_000
        return {
          time,
          value: broken
            ? Math.max(0.41, 0.98 - (time - at + 6.5 * minuteMs) / 200_000)
            : 0.98 + Math.sin(index) * 0.006,
          sample: 400,
        }
      }),
    },
  ],
})
