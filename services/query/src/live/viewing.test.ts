import type { LiveMessage } from '@weir/console-protocol'
import { createLogger } from '@weir/telemetry'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLive, type LiveEvent, type ReadLive } from './viewing.ts'

const log = createLogger({ service: 'test', level: 'fatal' })
let reads: { tenant: string; from: number }[]
let read: ReadLive

beforeEach(() => {
  vi.useFakeTimers({ now: 1_769_860_800_000 })
  reads = []
  read = async (tenant, from) => {
    reads.push({ tenant, from })
    return {
      at: Date.now(),
      faults: [],
      charts: { traffic: [{ name: '', points: [[Date.now(), reads.length, 1]] }], success: [], online: [], gmv: [] },
    } satisfies LiveMessage
  }
})

afterEach(() => vi.useRealTimers())

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000)

function watcher(live: ReturnType<typeof createLive>, tenant = 'demo', lastEventId?: string) {
  const events: LiveEvent[] = []
  return { events, leave: live.watch(tenant, lastEventId, event => events.push(event)) }
}

describe('a viewer', () => {
  it('gets the history, then a tick a second', async () => {
    const { events } = watcher(createLive({ read, log }))
    await seconds(3)
    expect(events.map(({ event }) => event)).toEqual(['history', 'tick', 'tick', 'tick'])
    expect(reads[0]!.from).toBe(1_769_860_800_000 - 900_000)
    expect(reads[1]!.from).toBeGreaterThan(1_769_860_800_000 - 61_000)
  })

  it('who joins later gets the same history at once, from the same reader', async () => {
    const live = createLive({ read, log })
    watcher(live)
    await seconds(5)
    const late = watcher(live)
    expect(late.events).toHaveLength(1)
    expect(late.events[0]).toMatchObject({ event: 'history' })
    expect(late.events[0]!.message.charts?.traffic[0]?.points).toHaveLength(6)
    await seconds(1)
    expect(reads).toHaveLength(7)
    expect(live.viewers()).toBe(2)
  })

  it('who comes back gets exactly what was missed', async () => {
    const live = createLive({ read, log })
    const first = watcher(live)
    watcher(live)
    await seconds(2)
    first.leave()
    await seconds(3)
    const back = watcher(live, 'demo', first.events.at(-1)!.id)
    expect(back.events.map(({ event }) => event)).toEqual(['tick', 'tick', 'tick'])
    const again = watcher(live, 'demo', back.events.at(-1)!.id)
    expect(again.events).toEqual([])
  })

  it('who was away too long, or knew another process, gets the history', async () => {
    const live = createLive({ read, log })
    const first = watcher(live)
    await seconds(200)
    expect(watcher(live, 'demo', first.events[0]!.id).events[0]?.event).toBe('history')
    expect(watcher(live, 'demo', 'other-1').events[0]?.event).toBe('history')
  })

  it('sees nothing of another tenant', async () => {
    const live = createLive({ read, log })
    watcher(live, 'demo')
    watcher(live, 'other')
    await seconds(0)
    expect(reads.map(({ tenant }) => tenant)).toEqual(['demo', 'other'])
  })
})

describe('the reader', () => {
  it('stops when nobody watches, and starts anew', async () => {
    const live = createLive({ read, log })
    watcher(live).leave()
    await seconds(10)
    const before = reads.length
    await seconds(60)
    expect(reads).toHaveLength(before)
    watcher(live)
    await seconds(0)
    expect(reads).toHaveLength(before + 1)
  })

  it('never reads twice at once, however slow', async () => {
    let running = 0
    let most = 0
    const slow: ReadLive = async () => {
      most = Math.max(most, ++running)
      await new Promise(resolve => setTimeout(resolve, 3_500))
      running--
      return { at: 0, faults: [] }
    }
    watcher(createLive({ read: slow, log }))
    await seconds(20)
    expect(most).toBe(1)
  })

  it('reads everything again now and then, for what came late', async () => {
    watcher(createLive({ read, log }))
    await seconds(40)
    expect(reads.filter(({ from }, at) => at > 0 && from <= Date.now() - 900_000)).toHaveLength(1)
  })
})
