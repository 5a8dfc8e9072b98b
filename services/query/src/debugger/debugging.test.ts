import type { DebuggedEvent, DebuggerMessage } from '@weir/console-protocol'
import { WeirError } from '@weir/errors'
import { dayOf, type Event, encodeEventBatch } from '@weir/event'
import { createMemoryEventLog, type EventLog, topics } from '@weir/event-log'
import { sealValues } from '@weir/privacy'
import { createLogger } from '@weir/telemetry'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testSecrets } from '../app.fixture.ts'
import { acceptedBatch, acceptedEvent } from '../receipts/accepted.fixture.ts'
import { rejectedBatch, rejectedEvent } from '../receipts/rejected.fixture.ts'
import { createDebugging, type Debugging } from './debugging.ts'
import type { Filter } from './rings.ts'

const logger = createLogger({ service: 'test', level: 'fatal' })
const patiently = { interval: 10 }
let log: EventLog
let debugging: Debugging
/** Consumers that read now. */
let reading: number
let down: boolean
/** The time, where it must stand still. */
let stopped: number | undefined

beforeEach(() => {
  const memory = createMemoryEventLog({ partitions: 2 })
  reading = 0
  down = false
  stopped = undefined
  log = {
    ...memory,
    async bounds(topic) {
      if (down) throw new WeirError('LOG_UNAVAILABLE', 'the log is away')
      return memory.bounds(topic)
    },
    async consume(...given) {
      const consumer = await memory.consume(...given)
      reading++
      return { stop: () => consumer.stop().finally(() => reading--) }
    },
  }
  debugging = createDebugging({
    log,
    secrets: testSecrets,
    logger,
    now: () => stopped ?? Date.now(),
    intervalMs: 5,
    probeMs: 10,
    lingerMs: 0,
  })
})

afterEach(async () => {
  await debugging.stop()
  await log.close()
})

const accept = (...events: Event[]) => log.append(topics.accepted, [{ partition: 1, value: acceptedBatch(events) }])
const reject = (id: string) => log.append(topics.rejected, [{ partition: 0, value: rejectedBatch(rejectedEvent(id)) }])

/** A viewer as a page is: `recent` replaces what is shown, `news` adds to it. */
async function watch(tenant = 'demo', filter: Filter = {}) {
  const viewer = { shown: [] as DebuggedEvent[], messages: [] as DebuggerMessage[], leave: () => {} }
  viewer.leave = debugging.watch(tenant, filter, ({ event, message }) => {
    viewer.messages.push(message)
    viewer.shown = event === 'recent' ? [...message.events] : [...viewer.shown, ...message.events]
  })
  await expect.poll(() => viewer.messages.at(-1)?.log, patiently).toBe('reading')
  return viewer
}
const ids = (viewer: { shown: readonly DebuggedEvent[] }) => viewer.shown.map(({ id }) => id).sort()

describe('a viewer', () => {
  it('sees the last events at once, then those that come, each once', async () => {
    await accept(acceptedEvent('a'))
    await reject('b')
    const viewer = await watch()
    expect(ids(viewer)).toEqual(['a', 'b'])
    await accept(acceptedEvent('c'), acceptedEvent('d'))
    await expect.poll(() => ids(viewer), patiently).toEqual(['a', 'b', 'c', 'd'])
    const late = await watch()
    expect(ids(late)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is not kept from the rest by a record that cannot be read', async () => {
    await log.append(topics.accepted, [{ partition: 0, value: new Uint8Array([1, 2, 3]) }])
    await accept(acceptedEvent('a'))
    const viewer = await watch()
    await log.append(topics.rejected, [{ partition: 0, value: new Uint8Array([1, 2, 3]) }])
    await reject('b')
    await expect.poll(() => ids(viewer), patiently).toEqual(['a', 'b'])
  })

  it('is told why, what to do, and where the receipt is', async () => {
    const { generation } = await log.bounds(topics.rejected)
    await reject('b')
    const [event] = (await watch()).shown
    expect(event).toMatchObject({
      outcome: 'rejected',
      source: 'web',
      type: 'order.paid',
      receipt: `/v1/events/b/receipt?source=web&rejected=${generation}.0.0.0`,
      reason: {
        code: 'field_type',
        field: 'properties.total',
        message: 'properties.total has the wrong type: expected decimal text.',
        remedy: 'Send it in that type.',
      },
    })
  })

  it('gets what passes the filter', async () => {
    await accept(acceptedEvent('a'))
    await reject('b')
    expect(ids(await watch('demo', { outcome: 'rejected' }))).toEqual(['b'])
    expect(ids(await watch('demo', { source: 'app' }))).toEqual([])
    const viewer = await watch('demo', { outcome: 'accepted' })
    await reject('c')
    await accept(acceptedEvent('d'))
    await expect.poll(() => ids(viewer), patiently).toEqual(['a', 'd'])
  })

  it('sees nothing of another tenant, not even a count', async () => {
    await accept(acceptedEvent('a'))
    const stranger = await watch('other')
    await accept(acceptedEvent('b'))
    await accept(acceptedEvent('c', { tenant: 'other' }))
    await expect.poll(() => ids(stranger), patiently).toEqual(['c'])
    const counted = stranger.messages.flatMap(({ counts }) => counts)
    expect(counted).toEqual([{ source: 'web', outcome: 'accepted', events: 1, hidden: 0 }])
  })

  it('never sees a personal value in clear', async () => {
    const hash = new Uint8Array(16)
    const event: Event = {
      ...acceptedEvent('a'),
      keys: [
        { type: 'user_id', scope: '', hash, usable: true, value: 'u-1', sealed: -1 },
        { type: 'phone', scope: '', hash, usable: true, value: null, sealed: 0 },
      ],
    }
    const sealed = sealValues(testSecrets, ['+8613912345678'])
    const value = encodeEventBatch({ day: dayOf(event.receivedAt), sealed, events: [event] })
    await log.append(topics.accepted, [{ partition: 0, value }])
    const { shown, messages } = await watch()
    expect(shown[0]?.keys).toEqual([
      { type: 'user_id', value: 'u-1', usable: true },
      { type: 'phone', value: '139****5678', usable: true },
    ])
    expect(JSON.stringify(messages)).not.toContain('13912345678')
  })
})

describe('many events', () => {
  it('are all counted, and a few of each second shown', async () => {
    stopped = 1_769_860_800_000
    const viewer = await watch()
    await accept(...Array.from({ length: 500 }, (_, index) => acceptedEvent(`e-${index}`)))
    const sum = (of: 'events' | 'hidden') =>
      viewer.messages.flatMap(({ counts }) => counts).reduce((total, count) => total + count[of], 0)
    await expect.poll(() => sum('events'), patiently).toBe(500)
    expect([viewer.shown.length, sum('hidden')]).toEqual([10, 490])
  })
})

describe('the log', () => {
  it('is read only while somebody watches', async () => {
    const viewer = await watch()
    expect(reading).toBe(2)
    viewer.leave()
    await expect.poll(() => reading, patiently).toBe(0)
    await accept(acceptedEvent('a'))
    expect(ids(await watch())).toEqual(['a'])
  })

  it('may be away: the viewer is told, and sees what came when it is back', async () => {
    down = true
    const messages: DebuggerMessage[] = []
    debugging.watch('demo', {}, ({ message }) => messages.push(message))
    await expect.poll(() => messages.at(-1)?.log, patiently).toBe('unavailable')
    await accept(acceptedEvent('a'))
    down = false
    await expect.poll(() => messages.at(-1)?.log, patiently).toBe('reading')
    expect(messages.flatMap(({ events }) => events).map(({ id }) => id)).toContain('a')
    down = true
    await expect.poll(() => messages.at(-1)?.log, patiently).toBe('unavailable')
    down = false
    await expect.poll(() => messages.at(-1)?.log, patiently).toBe('reading')
  })
})
