import { createMemoryStateStore } from '@weir/state-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { channelSchema } from '../channels/channel.ts'
import { type ChannelStore, createChannelStore } from '../channels/channel-store.ts'
import { episodeOf } from '../episodes/episode.fixture.ts'
import type { CallResult, OutgoingCall } from '../outgoing/call.ts'
import { createPageWriter } from '../pages/write-page.ts'
import { createDeliver } from './deliver.ts'

const secrets = {
  hmac: new Uint8Array(32),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(7)]]) },
}
const page = createPageWriter({ publicUrl: undefined, words: { timeZone: 'UTC' } }).page('fired', episodeOf(), 'x', 0)
const hook = channelSchema.parse({
  name: 'hook', type: 'webhook', url: 'http://10.0.0.5:9000/', secret: `whsec_${'QUJD'.repeat(8)}`, allow: ['10.0.0.5:9000'],
}) // biome-ignore format: a channel
const robot = channelSchema.parse({ name: 'robot', type: 'dingtalk', accessToken: 't' })

describe('createDeliver', () => {
  let channels: ChannelStore
  let calls: OutgoingCall[]
  let result: CallResult
  let now: number

  beforeEach(async () => {
    channels = createChannelStore(createMemoryStateStore(), secrets, [])
    await channels.create('demo', hook)
    await channels.create('demo', robot)
    calls = []
    result = { outcome: 'answered', status: 200, body: '{"errcode":0}', complete: true, retryAfter: undefined }
    now = 0
  })

  const deliver = (trustChannels = false, allowHosts: string[] = []) =>
    createDeliver({
      channels, trustChannels, allowHosts: new Set(allowHosts), now: () => now,
      call: async call => {
        calls.push(call)
        return result
      },
    }) // biome-ignore format: options

  it('lets a channel allow a private address only while Weir is not open to the network', async () => {
    await deliver(false, ['a:1'])({ channel: 'hook', page }, false)
    await deliver(true, ['a:1'])({ channel: 'hook', page }, false)
    expect(calls.map(({ allow }) => [...allow])).toEqual([['a:1'], ['a:1', '10.0.0.5:9000']])
  })

  it('switches a channel off when its receiver is gone, until somebody changes it', async () => {
    result = { outcome: 'answered', status: 410, body: '', complete: true, retryAfter: undefined }
    expect(await deliver()({ channel: 'hook', page }, false)).toMatchObject({ outcome: 'failed' })
    expect(await deliver()({ channel: 'hook', page }, false)).toMatchObject({
      outcome: 'failed',
      error: expect.stringContaining('off'),
    })
    expect(calls).toHaveLength(1)
    const { version } = (await channels.find('demo', 'hook'))!
    await channels.replace('demo', hook, version)
    await deliver()({ channel: 'hook', page }, false)
    expect(calls).toHaveLength(2)
  })

  it('sends a robot no more than it bears, and leaves it alone when it complains', async () => {
    const send = deliver()
    for (let sent = 0; sent < 18; sent++)
      expect((await send({ channel: 'robot', page }, false)).outcome).toBe('delivered')
    expect(await send({ channel: 'robot', page }, false)).toMatchObject({
      outcome: 'retry',
      maybeSent: false,
      waitMs: 60_000,
    })
    now = 61_000
    result = { outcome: 'answered', status: 200, body: '{"errcode":130101}', complete: true, retryAfter: undefined }
    await send({ channel: 'robot', page }, false)
    now += 60_000
    expect(await send({ channel: 'robot', page }, false)).toMatchObject({ outcome: 'retry', waitMs: 540_000 })
    expect(calls).toHaveLength(19)
  })

  it('gives up pages for a channel that is no more', async () => {
    expect(await deliver()({ channel: 'nobody', page }, false)).toMatchObject({ outcome: 'failed' })
  })
})
