import { WeirError } from '@weir/errors'
import { createReadiness } from '@weir/lifecycle'
import { createLeases, createMemoryStateStore } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { describe, expect, it } from 'vitest'
import { createHealth } from './health.ts'
import { createLeader } from './lead.ts'

const log = createLogger({ service: 'test', level: 'silent' })

/** A clock that is always just before the next second: looks follow each other without waiting. */
function fastClock() {
  let now = 1_000_000
  return () => (now += 499.5)
}

describe('createLeader', () => {
  const state = createMemoryStateStore()
  const leader = (holder: string, look: (at: number, lastLookAt: number | undefined) => Promise<void>) => {
    const readiness = createReadiness()
    const health = createHealth()
    const made = createLeader({
      leases: createLeases(state), state, holder, readiness, log, now: fastClock(), health, onLook() {},
      createEvaluator: async (_, lastLookAt) => ({ look: at => look(at, lastLookAt) }),
    }) // biome-ignore format: options
    return { ...made, readiness, health }
  }
  /** Resolves at the nth look. */
  const looks = (count: number) => {
    const seen: { at: number; last: number | undefined }[] = []
    let done = () => {}
    const reached = new Promise<void>(resolve => {
      done = resolve
    })
    return {
      seen,
      reached,
      look: async (at: number, last: number | undefined) => {
        seen.push({ at, last })
        if (seen.length === count) done()
      },
    }
  }

  it('looks once a whole second, alone, and hands over with the time of its last look', async () => {
    const first = looks(8)
    const second = looks(1)
    const a = leader('a', first.look)
    const b = leader('b', second.look)
    a.start()
    await first.reached
    b.start()
    expect(second.seen).toEqual([])
    const times = first.seen.map(({ at }) => at)
    expect(times.every(at => at % 1_000 === 0)).toBe(true)
    expect(new Set(times).size).toBe(times.length)
    expect(first.seen[0]!.last).toBeUndefined()
    await a.stop()
    await second.reached
    expect(times).toContain(second.seen[0]!.last)
    await b.stop()
  })

  it('says in readiness what it cannot evaluate, and goes on after a failure', async () => {
    let calls = 0
    let reached = () => {}
    const again = new Promise<void>(resolve => {
      reached = resolve
    })
    const c = leader('c', async () => {
      calls += 1
      if (calls === 1) throw new WeirError('STATE_UNAVAILABLE', 'the state store is away')
      c.health.failed('gmv', new Error('no table'), 5_000)
      if (calls === 3) reached()
    })
    c.start()
    await again
    expect(c.readiness.report()).toMatchObject({ ready: false, checks: { evaluator: { reason: 'gmv: no table' } } })
    await c.stop()
  })
})
