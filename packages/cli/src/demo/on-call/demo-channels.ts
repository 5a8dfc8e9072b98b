import { connect } from 'node:net'
import { z } from 'zod'
import { ApiFault, type WeirApi } from '../../command/weir-api.ts'
import { type ChannelEntry, Channels } from './bystanders.ts'
import type { Receiver } from './receiver.ts'

const kinds = ['webhook', 'dingtalk'] as const
const nameOf = (kind: (typeof kinds)[number], port: number) => `demo-${kind}-${port}`
const Tested = z.object({ ok: z.boolean(), detail: z.string() })

/** Whether a demo made this channel: its name and its address agree. */
export function isDemoChannel({ name, url, origin }: Pick<ChannelEntry, 'name' | 'url' | 'origin'>): boolean {
  const { hostname, port } = new URL(url)
  return origin === 'api' && hostname === '127.0.0.1' && kinds.some(kind => name === nameOf(kind, Number(port)))
}

/**
 * Both channels to the receiver. They are among the defaults, because the shipped rule pages those; each may reach the
 * receiver's port on this machine and nothing else that is private.
 */
export async function addDemoChannels(api: WeirApi, receiver: Receiver, language: 'en' | 'zh'): Promise<void> {
  const { port, webhookSecret, dingtalkSecret } = receiver
  const shared = (kind: (typeof kinds)[number]) => ({
    name: nameOf(kind, port),
    type: kind,
    url: `http://127.0.0.1:${port}/${kind}`,
    allow: [`127.0.0.1:${port}`],
  })
  const channels = [
    { ...shared('webhook'), secret: webhookSecret },
    { ...shared('dingtalk'), secret: dingtalkSecret, accessToken: 'demo', language },
  ]
  for (const channel of channels) {
    await api.post('/v1/alerts/channels', channel, z.unknown()).catch(error => {
      // Made by a try of ours whose answer was lost: nobody else has this port.
      if (!(error instanceof ApiFault && error.status === 409)) throw error
    })
  }
}

/** One test page a channel. @returns why a page would not arrive, undefined when all did. */
export async function testDemoChannels(api: WeirApi, { port }: Receiver): Promise<string | undefined> {
  for (const kind of kinds) {
    const { ok, detail } = await api.post(`/v1/alerts/channels/${nameOf(kind, port)}/test`, {}, Tested)
    if (!ok) return `${kind}: ${detail}`
  }
  return undefined
}

export async function removeDemoChannels(api: WeirApi, { port }: Receiver): Promise<void> {
  await remove(api, ({ url }) => new URL(url).port === String(port))
}

/** What a demo left behind that was killed: nobody listens there any more. */
export async function removeStaleChannels(api: WeirApi): Promise<void> {
  const { channels } = await api.get('/v1/alerts/channels', Channels)
  const ports = [...new Set(channels.filter(isDemoChannel).map(({ url }) => Number(new URL(url).port)))]
  const dead = await Promise.all(ports.map(async port => ((await listens(port)) ? [] : [String(port)])))
  await remove(api, ({ url }) => dead.flat().includes(new URL(url).port))
}

async function remove(api: WeirApi, which: (channel: ChannelEntry) => boolean): Promise<void> {
  const { channels } = await api.get('/v1/alerts/channels', Channels)
  for (const channel of channels.filter(isDemoChannel).filter(which)) {
    await api.delete(`/v1/alerts/channels/${channel.name}?version=${channel.version}`).catch(error => {
      if (!(error instanceof ApiFault && error.status === 404)) throw error
    })
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1_000 })
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true))
    socket.once('timeout', () => answer(false))
    socket.once('error', () => answer(false))
  })
