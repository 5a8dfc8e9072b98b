import { describe, expect, it } from 'vitest'
import type { ShopEvent } from '../shop/shop-event.ts'
import { createSender } from './sender.ts'

const event = (messageId: string): ShopEvent => ({ type: 'page', messageId, context: {}, timestamp: '' })
const accepted = (ids: string[]) => ({
  accepted: ids.length,
  rejected: 0,
  events: ids.map((id, index) => ({ index, id, status: 'accepted', receipt: `http://weir/${id}` })),
})
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
type Step = () => Response | Promise<Response>

/** A sender whose requests are answered by these steps in turn. */
function senderWith(...steps: Step[]) {
  const bodies: string[] = []
  const waits: number[] = []
  const stop = new AbortController()
  const sender = createSender({
    ingestUrl: 'http://ingest',
    writeKey: 'wk',
    signal: stop.signal,
    fetch: async (_, init) => {
      bodies.push(String(init?.body))
      return steps.shift()!()
    },
    wait: async ms => waits.push(ms),
  })
  return { sender, bodies, waits, stop }
}
const cut = () => Promise.reject(new TypeError('fetch failed'))

describe('the sender', () => {
  it('sends the very same batch until ingest has answered, and counts it once', async () => {
    const overloaded = () => answer({ title: 'busy' }, 503)
    const truncated = () => new Response('{"accepted":')
    const { sender, bodies, waits } = senderWith(cut, overloaded, truncated, () => answer(accepted(['a', 'b'])))
    await sender.send([event('a'), event('b')])
    expect(new Set(bodies).size).toBe(1)
    expect(bodies).toHaveLength(4)
    expect(waits).toEqual([100, 200, 400])
    expect(sender.totals).toEqual({ sent: 2, accepted: 2, rejected: 0, retries: 3 })
    expect(sender.receipt()).toBe('http://weir/b')
  })

  it('does not send again what ingest refuses', async () => {
    const { sender, bodies } = senderWith(() => answer({ detail: 'no such key' }, 401))
    await expect(sender.send([event('a')])).rejects.toThrow('401')
    expect(bodies).toHaveLength(1)
  })

  it('keeps why an event was rejected', async () => {
    const rejected = {
      index: 0,
      id: 'a',
      status: 'rejected',
      code: 'field_missing',
      message: 'no order_id',
      receipt: '',
    }
    const { sender } = senderWith(() => answer({ accepted: 0, rejected: 1, events: [rejected] }))
    await sender.send([event('a')])
    expect(sender.totals).toMatchObject({ accepted: 0, rejected: 1 })
    expect(sender.rejection()).toBe('field_missing: no order_id')
  })

  it('stops trying when the demo is left', async () => {
    const { sender, bodies, stop } = senderWith(() => {
      stop.abort(new Error('left'))
      return cut()
    })
    await expect(sender.send([event('a')])).rejects.toThrow('left')
    expect(bodies).toHaveLength(1)
  })
})
