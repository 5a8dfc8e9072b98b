import type { Episode } from './episode.ts'

/** Test material: a payment channel that broke. */
export const episodeOf = (changes: Partial<Episode> = {}): Episode => ({
  id: 'fe6b0a0d1e2f00c0ffee',
  tenant: 'demo',
  rule: 'payments',
  title: { en: 'Payments are failing', zh: '支付成功率过低' },
  severity: 'red',
  labels: { team: 'payments' },
  runbook: 'https://wiki.example.com/payments',
  metric: 'payment_success_rate',
  unit: 'ratio',
  dimensions: { channel: 'alipay' },
  state: 'firing',
  cause: 'breach',
  crossedAt: Date.UTC(2026, 0, 2, 3, 4, 0),
  firedAt: Date.UTC(2026, 0, 2, 3, 4, 10),
  resolvedAt: null,
  endReason: null,
  minSample: 50,
  conditions: [
    { windowMs: 180_000, op: '<', threshold: 0.9, value: 0.712, sample: 2_930 },
    { windowMs: 30_000, op: '<', threshold: 0.9, value: 0.4, sample: 512 },
  ],
  resolution: null,
  lagMs: null,
  contributors: [{ dimension: 'platform', values: [{ value: 'ios', reading: 0.381, sample: 210 }] }],
  timeline: [],
  ...changes,
})
