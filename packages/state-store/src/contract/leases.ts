import { expect, it } from 'vitest'
import { createLeases } from '../create-leases.ts'
import type { Lease } from '../leases.ts'
import { processHolder } from '../process-holder.ts'
import type { StateStore } from '../state-store.ts'
import { createManualClock } from './manual-clock.ts'

const ttlMs = 1_000
/** A holder sleeps twice (until its beat, until its end), a standby once. */
const holding = 2

/** Takeover, fencing and epochs. Holder and standby have clocks of their own, and nobody compares them. */
export function leaseContract(store: () => StateStore): void {
  const worker = (holder: string, isDead?: (holder: string) => boolean) => {
    const clock = createManualClock()
    const leases = createLeases(store(), { clock, ...(isDead && { isDead }) })
    const waiting: { taken: Lease | undefined } = { taken: undefined }
    const acquire = async (signal?: AbortSignal) => {
      const lease = await leases.acquire('leader', { holder, ttlMs, ...(signal && { signal }) })
      waiting.taken = lease
      return lease
    }
    return { clock, acquire, waiting }
  }
  const guarded = (lease: Lease) => store().transact([lease.fence, { put: 'work', key: 'by', value: lease.holder }])

  it('gives a lease nobody has at once, and a returned one to the next', async () => {
    const [a, b] = [worker('a'), worker('b')]
    const first = await a.acquire()
    expect(first).toMatchObject({ name: 'leader', holder: 'a', epoch: 1 })
    const second = b.acquire()
    await b.clock.asleep(1)
    expect(b.waiting.taken).toBeUndefined()
    await first.release()
    expect(first.lost.aborted).toBe(false)
    await b.clock.advance(ttlMs / 10, holding)
    expect(await second).toMatchObject({ holder: 'b', epoch: 2 })
    await (await second).release()
  })

  it('leaves it to a holder that beats, however long', async () => {
    const [a, b] = [worker('a'), worker('b')]
    const lease = await a.acquire()
    const abort = new AbortController()
    const second = b.acquire(abort.signal)
    await b.clock.asleep(1)
    for (let ms = 0; ms < 5 * ttlMs; ms += ttlMs / 4) {
      await a.clock.advance(ttlMs / 4, holding)
      await b.clock.advance(ttlMs / 4, 1)
    }
    expect(b.waiting.taken).toBeUndefined()
    expect(lease.lost.aborted).toBe(false)
    await guarded(lease)
    abort.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await lease.release()
  })

  it('goes to the standby once the holder was silent for ttl of the standby’s clock, and fences the holder', async () => {
    const [a, b] = [worker('a'), worker('b')]
    const first = await a.acquire()
    const second = b.acquire()
    await b.clock.asleep(1)
    // The holder's clock stands still: it is stopped, and so it neither beats nor gives up.
    await b.clock.advance(ttlMs - 1, 1)
    expect(b.waiting.taken).toBeUndefined()
    await guarded(first)
    await b.clock.advance(ttlMs / 10, holding)
    const lease = await second
    expect(lease.epoch).toBe(2)
    await expect(guarded(first)).rejects.toMatchObject({ code: 'CONFLICT' })
    await guarded(lease)
    // The holder wakes and learns it with its next beat.
    const lost = new Promise(resolve => first.lost.addEventListener('abort', resolve))
    void a.clock.advance(ttlMs / 3, 0)
    await lost
    expect(first.lost.reason).toMatchObject({ code: 'FENCED' })
    await first.release()
    await guarded(lease)
    await lease.release()
  })

  it('stays with a holder that beats between the standby’s last look and its takeover', async () => {
    const holder = worker('a')
    const lease = await holder.acquire()
    const clock = createManualClock()
    let beats = 0
    const hesitant: StateStore = {
      ...store(),
      transact: async steps => {
        if (beats++ === 0) await holder.clock.advance(ttlMs / 3, holding)
        await store().transact(steps)
      },
    }
    const abort = new AbortController()
    const taken = createLeases(hesitant, { clock }).acquire('leader', { holder: 'b', ttlMs, signal: abort.signal })
    await clock.asleep(1)
    await clock.advance(ttlMs, 1)
    expect(beats, 'it never tried').toBe(1)
    await guarded(lease)
    abort.abort(new Error('enough'))
    await expect(taken).rejects.toThrow('enough')
    await lease.release()
  })

  it('is lost to its holder by the holder’s own clock, before a standby may have it, when no beat gets through', async () => {
    const clock = createManualClock()
    const reachable = { now: true }
    const cut: StateStore = {
      ...store(),
      transact: steps => (reachable.now ? store().transact(steps) : new Promise(() => undefined)),
    }
    const lease = await createLeases(cut, { clock }).acquire('leader', { holder: 'a', ttlMs })
    reachable.now = false
    await clock.asleep(holding)
    await clock.advance(ttlMs - 1, 1)
    expect(lease.lost.aborted).toBe(false)
    const lost = new Promise(resolve => lease.lost.addEventListener('abort', resolve))
    void clock.advance(1, 0)
    await lost
    expect(lease.lost.reason).toMatchObject({ code: 'FENCED' })
  })

  it('does not wait for a holder known to be dead', async () => {
    const [a, b] = [worker('a'), worker('b', holder => holder === 'a')]
    await a.acquire()
    const lease = await b.acquire()
    expect(lease).toMatchObject({ holder: 'b', epoch: 2 })
    await lease.release()
  })

  it('waits for a living process of this machine', async () => {
    const [a, b] = [worker(processHolder('a')), worker('b')]
    const lease = await a.acquire()
    const abort = new AbortController()
    const second = b.acquire(abort.signal)
    await b.clock.asleep(1)
    await b.clock.advance(ttlMs / 2, 1)
    expect(b.waiting.taken).toBeUndefined()
    abort.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    await lease.release()
  })

  it('goes to one of several standbys', async () => {
    const first = await worker('first').acquire()
    await first.release()
    const abort = new AbortController()
    const standbys = Array.from({ length: 6 }, (_, n) => worker(`standby ${n}`))
    const acquired = standbys.map(standby => standby.acquire(abort.signal))
    const lease = await Promise.race(acquired)
    expect(lease.epoch).toBe(2)
    // The others read, saw it taken, and sleep.
    await Promise.all(standbys.map(({ clock }) => clock.asleep(1)))
    expect(standbys.filter(({ waiting }) => waiting.taken)).toHaveLength(1)
    abort.abort(new Error('enough'))
    await Promise.allSettled(acquired)
    await lease.release()
  })
}
