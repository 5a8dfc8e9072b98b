import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbox } from '../create-outbox.ts'
import { type Contender, startContender } from '../fixture/contenders.ts'
import { openStateStore } from '../open-state-store.ts'
import type { StateStore } from '../state-store.ts'

/** Long enough that no test could pass by waiting for it. */
const hourMs = 3_600_000

/** What several processes on one store may rely on. `make` yields a fresh, empty store each time. */
export function processContract(backend: string, make: () => Promise<{ url: string; remove(): Promise<void> }>): void {
  describe(`several processes on ${backend}`, () => {
    let store: { url: string; remove(): Promise<void> }
    let state: StateStore
    let contenders: Contender[]

    const start = async (count: number) => {
      const started = await Promise.all(Array.from({ length: count }, () => startContender(store.url)))
      contenders.push(...started)
      return started as [Contender, Contender, Contender]
    }

    beforeEach(async () => {
      store = await make()
      state = await openStateStore({ url: store.url })
      contenders = []
    })
    afterEach(async () => {
      await Promise.all(contenders.map(contender => contender.kill()))
      await state.close()
      await store.remove()
    })

    it('loses no increment by compare-and-set', async () => {
      const conflicts = await Promise.all((await start(3)).map(contender => contender.tell('increment', 100)))
      expect(await state.get('race', 'sum')).toMatchObject({ value: 300, version: 300 })
      expect(Math.max(...conflicts), 'the processes never met').toBeGreaterThan(0)
    })

    it('keeps whole every transaction that was answered, whatever is killed', async () => {
      const writers = await start(2)
      for (const [n, writer] of writers.entries()) writer.tell('write', `w${n}`).catch(() => undefined)
      await expect.poll(() => writers.every(({ written }) => written.length > 20)).toBe(true)
      await Promise.all(writers.map(writer => writer.kill()))
      const keys = async (side: string) => (await state.list(side, { limit: 100_000 })).map(({ key }) => key)
      const left = await keys('left')
      expect(await keys('right')).toEqual(left)
      expect(writers.flatMap(({ written }) => written).filter(key => !left.includes(key))).toEqual([])
    })

    it('hands the lease of a killed holder on without waiting for its ttl', async () => {
      const [first, ...standbys] = await start(3)
      expect(await first.tell('acquire', hourMs)).toBe(1)
      const waiting = standbys.map(async standby => ({ standby, epoch: await standby.tell('acquire', hourMs) }))
      await first.kill()
      const second = await Promise.race(waiting)
      expect(second.epoch).toBe(2)
      expect(await second.standby.tell('lead')).toBe('written')
      await second.standby.kill()
      const [third] = await Promise.all(waiting.filter((_, n) => standbys[n] !== second.standby))
      expect(third?.epoch).toBe(3)
    })

    it('takes over from a stopped holder after its ttl; woken up, it can write nothing', async () => {
      const [stopped, standby] = await start(2)
      await stopped.tell('acquire', 1_000)
      const taken = standby.tell('acquire', 1_000)
      // Before its first beat: a process stopped inside LMDB's writer lock stops every other writer too.
      stopped.signal('SIGSTOP')
      expect(await taken).toBe(2)
      stopped.signal('SIGCONT')
      expect(await stopped.tell('lead')).toBe('CONFLICT')
      expect(await standby.tell('lead')).toBe('written')
      expect((await state.get('race', 'leader'))?.value).toBe(2)
    })

    it('fences a stopped owner of a partition', async () => {
      const [zombie, owner] = await start(2)
      expect(await zombie.tell('take')).toBe(1)
      zombie.signal('SIGSTOP')
      const late = zombie.tell('advance', 100)
      expect(await owner.tell('take')).toBe(2)
      expect(await owner.tell('advance', 7)).toBe('advanced')
      zombie.signal('SIGCONT')
      expect(await late).toBe('FENCED')
      expect(await owner.tell('advance', 8)).toBe('advanced')
    })

    it('delivers each entry once, those of a killed claimer again', async () => {
      const calls = Array.from({ length: 40 }, (_, n) => `call/${n}`)
      const outbox = createOutbox<number>(state, 'calls')
      await Promise.all(calls.map(key => state.transact(outbox.enqueue(key, 0, 0))))
      const [victim, ...others] = await start(3)
      const lost = await victim.tell('claim', 7)
      expect(lost).toHaveLength(7)
      await victim.kill()
      const delivered = (await Promise.all(others.map(other => other.tell('deliverAll')))).flat()
      const again = lost.map(key => `${key} again`)
      expect(delivered.sort()).toEqual([...calls.filter(key => !lost.includes(key)), ...again].sort())
    })
  })
}
