import { type Metric, parseMetrics } from '@weir/metric-definitions'
import { type Rule, type RuleText, ruleSchema } from './rules/rule.ts'

/** Test material: the shipped metric and rule of payments, without the files. */

const words = { en: 'x', zh: '某' }

export const rate: Metric = parseMetrics([
  {
    name: 'payment_success_rate.yaml',
    text: JSON.stringify({
      name: 'payment_success_rate',
      title: words, definition: words, owner: 'tests', includes: words, excludes: words,
      unit: 'ratio',
      kind: 'ratio',
      numerator: { kind: 'count', where: { type: 'payment.succeeded' } },
      denominator: { kind: 'count', where: { type: ['payment.succeeded', 'payment.failed'] } },
      dimensions: ['channel', 'platform'],
      window: '3m',
      minSample: 50,
    }), // biome-ignore format: a file
  },
])[0]!

export const ruleOf = (changes: Partial<RuleText> = {}): Rule =>
  ruleSchema.parse({
    name: 'payments',
    title: { en: 'Payments are failing', zh: '支付成功率过低' },
    metric: rate.name,
    groupBy: ['channel'],
    conditions: [
      { window: '3m', op: '<', value: 0.9 },
      { window: '30s', op: '<', value: 0.9 },
    ],
    for: '10s',
    minSample: 50,
    resolve: { window: '30s', op: '>=', value: 0.9, for: '20s' },
    severity: 'red',
    ...changes,
  })
