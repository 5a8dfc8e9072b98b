import { duration } from '@weir/config'
import { WeirError } from '@weir/errors'
import { z } from 'zod'
import type { WeirApi } from '../../command/weir-api.ts'

/** The shipped rule, schemas/alerts/payment_success_rate.yaml. */
export const ruleName = 'payment_success_rate'

const Rule = z.object({
  rule: z.object({
    groupBy: z.array(z.string()),
    conditions: z.array(z.object({ window: duration, op: z.string(), value: z.number() })),
    for: duration,
    minSample: z.number().default(50),
    enabled: z.boolean(),
    channels: z.array(z.string()).optional(),
  }),
})

/** What the demo needs to know of the rule that will fire. */
export interface WatchedRule {
  /** All must hold. */
  conditions: readonly { windowMs: number; below: number }[]
  forMs: number
  minSample: number
}

/** The rule as it is in force now. @throws WeirError when it is no longer one that the demo can set off. */
export async function readWatchedRule(api: WeirApi): Promise<WatchedRule> {
  const { rule } = await api.get(`/v1/alerts/rules/${ruleName}`, Rule)
  const conditions = rule.conditions.map(({ window, value }) => ({ windowMs: window, below: value }))
  const usable =
    rule.enabled &&
    rule.channels === undefined &&
    rule.groupBy.join() === 'channel' &&
    rule.conditions.every(({ op }) => op === '<')
  if (usable) return { conditions, forMs: rule.for, minSample: rule.minSample }
  throw new WeirError('CONFIG_INVALID', `the rule ${ruleName} has been changed: the demo needs it as it is shipped`, {
    remedy: 'Play the demo on a data directory of its own and the schemas that come with Weir.',
  })
}
