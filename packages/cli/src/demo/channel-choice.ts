import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { WeirApi } from '../command/weir-api.ts'
import { ruleName, type WatchedRule } from './on-call/watched-rule.ts'

/** A run uses three and lets them rest for a few minutes: enough for several runs on end. */
export const candidates = [
  'alipay', 'wechat_pay', 'unionpay', 'douyin_pay', 'jd_pay', 'meituan_pay',
  'apple_pay', 'bank_card', 'huawei_pay', 'ecny', 'paypal', 'visa',
] // biome-ignore format: names
const bucketMs = 10_000

const Samples = z.object({
  series: z.array(
    z.object({ dimensions: z.record(z.string(), z.string()), points: z.array(z.object({ sample: z.number() })) }),
  ),
})
export const SeriesStates = z.object({
  series: z.array(z.object({ dimensions: z.record(z.string(), z.string()), state: z.string() })),
})

/**
 * The channels by preference, the one that will break first: nobody else's payments may be in its windows, or what was sent would
 * not say when the rule must fire. The others may be busy, yet free ones come first.
 * @returns undefined when every channel is in use.
 */
export function chooseChannels(busy: ReadonlySet<string>): readonly string[] | undefined {
  const free = candidates.filter(channel => !busy.has(channel))
  return free.length === 0 ? undefined : [...free, ...candidates.filter(channel => busy.has(channel))]
}

/** Channels with payments within the windows of the rule, or with something open. */
async function busyChannels(api: WeirApi, rule: WatchedRule, now: number): Promise<Set<string>> {
  const windowMs = Math.max(...rule.conditions.map(condition => condition.windowMs)) + bucketMs
  const metric = `/v1/metrics/payment_success_rate?group_by=channel&step=10s&window=${windowMs}ms&from=${now - bucketMs}&to=${now}`
  const [samples, states] = await Promise.all([
    api.get(metric, Samples),
    api.get(`/v1/alerts/rules/${ruleName}/series`, SeriesStates),
  ])
  const withSamples = samples.series.filter(({ points }) => points.some(({ sample }) => sample > 0))
  return new Set([...withSamples, ...states.series].map(({ dimensions }) => dimensions.channel ?? ''))
}

/** Waits until a channel is free: that takes at most the longest window of the rule. */
export async function freeChannels(
  api: WeirApi,
  rule: WatchedRule,
  { say, signal }: { say(line: string): void; signal: AbortSignal },
): Promise<readonly string[]> {
  for (let told = false; ; told = true) {
    const channels = chooseChannels(await busyChannels(api, rule, Date.now()))
    if (channels) return channels
    if (!told) say('Every payment channel the demo knows has payments of others; waiting until one is quiet …')
    await wait(5_000, undefined, { signal })
  }
}
