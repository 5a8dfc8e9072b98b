import type { DebuggedEvent } from '@weir/console-protocol'
import { describe, expect, it } from 'vitest'
import { createRings } from './rings.ts'
import { createSampler } from './sampler.ts'

const event = (id: string, changes: Partial<DebuggedEvent> = {}): DebuggedEvent => ({
  id,
  outcome: 'accepted',
  source: 'web',
  receivedAt: Number(id),
  type: 'order.paid',
  keys: [],
  receipt: `/receipt/${changes.source ?? 'web'}/${id}`,
  ...changes,
})
const ids = (events: readonly DebuggedEvent[]) => events.map(({ id }) => id)

describe('rings', () => {
  it('keep the last of each source and outcome: a loud one drives no other out', () => {
    const rings = createRings({ events: 3, rings: 10 })
    rings.add(event('1', { outcome: 'rejected' }))
    for (let id = 2; id < 100; id++) rings.add(event(String(id)))
    expect(ids(rings.recent({}, 10))).toEqual(['1', '97', '98', '99'])
    expect(ids(rings.recent({ outcome: 'rejected' }, 10))).toEqual(['1'])
    expect(ids(rings.recent({ source: 'web' }, 2))).toEqual(['98', '99'])
    expect(rings.recent({ source: 'app' }, 2)).toEqual([])
  })

  it('are bounded in number: the one silent for longest goes', () => {
    const rings = createRings({ events: 3, rings: 2 })
    for (const [id, source] of ['web', 'app', 'web', 'crm'].entries()) rings.add(event(String(id), { source }))
    expect(rings.recent({}, 10).map(({ source }) => source)).toEqual(['web', 'web', 'crm'])
  })

  it('know an event they hold, and forget it with the event', () => {
    const rings = createRings({ events: 1, rings: 2 })
    expect([rings.add(event('1')), rings.add(event('1')), rings.add(event('2')), rings.add(event('1'))]).toEqual([
      true,
      false,
      true,
      true,
    ])
  })
})

describe('the sampler', () => {
  it('admits so many a second of a source, and of all, each outcome for itself', () => {
    let now = 1_000
    const sampler = createSampler({ perSource: 2, perOutcome: 3 }, () => now)
    const admitted = (source: string, outcome = 'accepted') =>
      Array.from({ length: 5 }, () => sampler.admits(source, outcome)).filter(Boolean).length
    expect([admitted('web'), admitted('app'), admitted('crm')]).toEqual([2, 1, 0])
    expect(admitted('web', 'rejected')).toBe(2)
    now += 1_000
    expect(admitted('web')).toBe(2)
  })
})
