import { WeirError } from '@weir/errors'
import type { WeirApi } from '../../command/weir-api.ts'
import { bystanders, Channels, Rules, wouldPage } from './bystanders.ts'
import {
  addDemoChannels,
  isDemoChannel,
  removeDemoChannels,
  removeStaleChannels,
  testDemoChannels,
} from './demo-channels.ts'
import { createReceiver, type Receiver } from './receiver.ts'
import { readWatchedRule, type WatchedRule } from './watched-rule.ts'

export interface OnCall {
  receiver: Receiver
  rule: WatchedRule
  /** Takes the demo's channels away again and hangs up. */
  close(): Promise<void>
}

export interface OnCallOptions {
  api: WeirApi
  /** Of the DingTalk text. */
  language: 'en' | 'zh'
  /** Whether channels of the user's own may be paged, too. */
  pageMyChannels: boolean
}

/**
 * Puts a phone on call: a receiver on this machine, and two channels to it for as long as the demo lasts. No rule is made
 * or changed; the shipped one is watched.
 * @throws WeirError when channels of the user's own would be paged, or when a test page does not arrive.
 */
export async function goOnCall({ api, language, pageMyChannels }: OnCallOptions): Promise<OnCall> {
  const rule = await readWatchedRule(api)
  await removeStaleChannels(api)
  const [{ channels }, { rules }] = await Promise.all([
    api.get('/v1/alerts/channels', Channels),
    api.get('/v1/alerts/rules', Rules),
  ])
  const ours = channels.filter(channel => !isDemoChannel(channel))
  const others = bystanders(
    ours,
    rules.map(({ rule }) => rule),
  )
  if (others.length > 0 && !pageMyChannels) throw wouldPage(others)

  const receiver = await createReceiver()
  const close = async () => {
    await removeDemoChannels(api, receiver).finally(() => receiver.close())
  }
  try {
    await addDemoChannels(api, receiver, language)
    const fault = await testDemoChannels(api, receiver)
    if (fault === undefined) return { receiver, rule, close }
    throw new WeirError('FORBIDDEN', `a test page did not reach the receiver of the demo: ${fault}`, {
      remedy: `When Weir is open to the network, start it with WEIR_ALERTS_ALLOW_HOSTS, or play the demo on a data directory of its own.`,
    })
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}
