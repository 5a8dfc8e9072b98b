import type { DingTalkChannel } from '../channels/channel.ts'
import type { ChannelStore } from '../channels/channel-store.ts'
import { dingTalkCall, dingTalkDelivery } from '../channels/dingtalk.ts'
import { webhookCall, webhookDelivery } from '../channels/webhook.ts'
import { callOut, type OutgoingCall } from '../outgoing/call.ts'
import type { Page } from '../pages/page.ts'
import { createPace } from './pace.ts'
import type { Delivery } from './verdict.ts'

/** What waits in the outbox. */
export type Message = { channel: string; page: Page }

export interface DeliverOptions {
  channels: ChannelStore
  /** `host:port` that any channel may reach, of WEIR_ALERTS_ALLOW_HOSTS. */
  allowHosts: ReadonlySet<string>
  /** Whether a channel's own `allow` counts: only while Weir is not open to the network. */
  trustChannels: boolean
  now: () => number
  call?: typeof callOut
}

export type Deliver = (message: Message, repeat: boolean, signal?: AbortSignal) => Promise<Delivery>

const timeoutMs = 10_000
const dingTalkPerMinute = 18

/** One attempt to deliver a page to its channel, as the channel is now. Never throws for what a receiver does. */
export function createDeliver({ channels, allowHosts, trustChannels, now, call = callOut }: DeliverOptions): Deliver {
  const pace = createPace(dingTalkPerMinute, 60_000)

  return async ({ channel: name, page }, repeat, signal) => {
    const stored = await channels.find(page.tenant, name)
    if (!stored) return { outcome: 'failed', error: `there is no channel "${name}"` }
    if (stored.disabled !== null) return { outcome: 'failed', error: `the channel is off: ${stored.disabled}` }
    const { channel } = stored
    const allow = trustChannels ? new Set([...allowHosts, ...channel.allow]) : allowHosts
    const send = (request: Pick<OutgoingCall, 'url' | 'headers' | 'body'>) =>
      call({ ...request, allow, timeoutMs, ...(signal && { signal }) })

    if (channel.type === 'webhook') {
      const delivery = webhookDelivery(await send(webhookCall(channel, page, repeat, now())))
      if (delivery.outcome === 'failed' && delivery.gone)
        await channels.disable(page.tenant, name, `${new Date(now()).toISOString()} ${delivery.error}`)
      return delivery
    }
    return toDingTalk(channel, page, repeat, send)
  }

  async function toDingTalk(
    channel: DingTalkChannel,
    page: Page,
    repeat: boolean,
    send: (request: Pick<OutgoingCall, 'url' | 'headers' | 'body'>) => ReturnType<typeof callOut>,
  ): Promise<Delivery> {
    const robot = `${channel.url} ${channel.accessToken}`
    const waitMs = pace.take(robot, now())
    if (waitMs > 0) return { outcome: 'retry', error: 'the robot takes no more this minute', maybeSent: false, waitMs }
    const delivery = dingTalkDelivery(await send(dingTalkCall(channel, page, repeat, now())), repeat)
    if (delivery.outcome === 'retry' && delivery.waitMs !== undefined) pace.pause(robot, now() + delivery.waitMs)
    return delivery
  }
}
