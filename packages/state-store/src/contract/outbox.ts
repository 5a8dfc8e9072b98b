import { expect, it } from 'vitest'
import { createOutbox } from '../create-outbox.ts'
import type { Operation, StateStore } from '../state-store.ts'

type Page = { text: string }

/** Claiming, retrying, delivering once. Times are whatever the caller says. */
export function outboxContract(store: () => StateStore): void {
  const outbox = (options: { fence?: Operation; isDead?: (holder: string) => boolean } = {}) =>
    createOutbox<Page>(store(), 'pages', options)
  const enqueue = (key: string, dueAtMs = 0) => store().transact(outbox().enqueue(key, { text: key }, dueAtMs))
  const claim = (holder: string, nowMs: number, limit = 10) => outbox().claim({ holder, nowMs, leaseMs: 100, limit })
  const keys = (entries: readonly { key: string }[]) => entries.map(({ key }) => key)
  const only = async (key: string) => (await outbox().list({ prefix: key, limit: 1 }))[0]

  it('hands out what is due, the longest due first, and to one holder only', async () => {
    await enqueue('late', 50)
    await enqueue('early', 9)
    await enqueue('middle', 10)
    await enqueue('future', 101)
    expect(await claim('a', 8)).toEqual([])
    expect(keys(await claim('a', 100, 2))).toEqual(['early', 'middle'])
    expect(await claim('b', 100)).toMatchObject([
      { key: 'late', payload: { text: 'late' }, attempts: 1, maybeSent: false },
    ])
    expect(await claim('c', 100)).toEqual([])
  })

  it('takes a key once, delivered or not, together with the transaction it stands in', async () => {
    const episode = { put: 'episodes', key: 'e1', value: 'firing', expect: 0 }
    await store().transact([episode, ...outbox().enqueue('e1/page', { text: 'down' }, 0)])
    await expect(enqueue('e1/page')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(
      store().transact([{ put: 'episodes', key: 'e2', value: 1 }, ...outbox().enqueue('e1/page', { text: '' }, 0)]),
    ).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await store().get('episodes', 'e2')).toBeUndefined()
    await claim('a', 0)
    await outbox().delivered('e1/page', 'a', { status: 200 })
    await expect(enqueue('e1/page')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await claim('b', 1_000_000)).toEqual([])
    expect(await only('e1/page')).toMatchObject({
      state: 'delivered',
      holder: 'a',
      detail: { status: 200 },
      attempts: 1,
    })
  })

  it('retries when told, and remembers that a call may have been made', async () => {
    await enqueue('page')
    await claim('a', 0)
    await outbox().retry('page', 'a', { dueAtMs: 500, error: 'refused', maybeSent: false })
    expect(await claim('a', 499)).toEqual([])
    expect(await claim('b', 500)).toMatchObject([{ attempts: 2, maybeSent: false }])
    await outbox().retry('page', 'b', { dueAtMs: 600, error: 'timed out', maybeSent: true })
    expect(await only('page')).toMatchObject({ state: 'waiting', atMs: 600, detail: 'timed out' })
    expect(await claim('b', 600)).toMatchObject([{ attempts: 3, maybeSent: true }])
    await outbox().retry('page', 'b', { dueAtMs: 700, error: 'refused', maybeSent: false })
    expect(await claim('b', 700)).toMatchObject([{ attempts: 4, maybeSent: true }])
  })

  it('lists what was given up and never hands it out again', async () => {
    await enqueue('page')
    await claim('a', 0)
    await outbox().failed('page', 'a', 'no such robot')
    expect(await claim('a', 1_000_000)).toEqual([])
    expect(await outbox().list({ limit: 5 })).toMatchObject([{ key: 'page', state: 'failed', detail: 'no such robot' }])
  })

  it('frees a claim that was never settled, and fences the one who had it', async () => {
    await enqueue('page')
    await claim('a', 0)
    expect(await claim('b', 99)).toEqual([])
    expect(await claim('b', 100)).toMatchObject([{ key: 'page', attempts: 2, maybeSent: true }])
    await expect(outbox().delivered('page', 'a', null)).rejects.toMatchObject({ code: 'FENCED' })
    const again = { dueAtMs: 0, error: '', maybeSent: false }
    await expect(outbox().retry('page', 'a', again)).rejects.toMatchObject({ code: 'FENCED' })
    await expect(outbox().failed('page', 'a', '')).rejects.toMatchObject({ code: 'FENCED' })
    await outbox().delivered('page', 'b', null)
    // Again, because the first answer was lost.
    await outbox().delivered('page', 'b', null)
    await expect(outbox().delivered('nothing', 'b', null)).rejects.toMatchObject({ code: 'FENCED' })
  })

  it('lets a late holder settle while nobody else has claimed', async () => {
    await enqueue('page')
    await claim('a', 0)
    await outbox().delivered('page', 'a', 'after its lease')
    expect(await claim('b', 1_000)).toEqual([])
  })

  it('frees the claims of a dead holder before their time', async () => {
    await enqueue('page')
    await claim('dead', 0)
    await enqueue('other')
    await claim('alive', 0)
    const survivor = outbox({ isDead: holder => holder === 'dead' })
    expect(await survivor.claim({ holder: 'b', nowMs: 1, leaseMs: 100, limit: 10 })).toMatchObject([
      { key: 'page', attempts: 2, maybeSent: true },
    ])
  })

  it('divides a burst among claimers, each entry to one', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `page/${String(n).padStart(2, '0')}`)
    await Promise.all(names.map(name => enqueue(name)))
    const claimed: string[] = []
    const work = async (holder: string) => {
      for (;;) {
        const entries = await claim(holder, 0)
        if (entries.length === 0 && claimed.length >= names.length) return
        claimed.push(...keys(entries))
      }
    }
    await Promise.all(['a', 'b', 'c'].map(work))
    expect([...claimed].sort()).toEqual(names)
  })

  it('works only under the lease it was given', async () => {
    await enqueue('page')
    await store().transact([{ put: 'leases', key: 'leader', value: 'a' }])
    const fenced = outbox({ fence: { check: 'leases', key: 'leader', expect: 1 } })
    expect(await fenced.claim({ holder: 'a', nowMs: 0, leaseMs: 100, limit: 1 })).toHaveLength(1)
    await store().transact([{ put: 'leases', key: 'leader', value: 'b' }])
    await expect(fenced.delivered('page', 'a', null)).rejects.toMatchObject({ code: 'FENCED' })
    await expect(fenced.claim({ holder: 'a', nowMs: 200, leaseMs: 100, limit: 1 })).rejects.toMatchObject({
      code: 'FENCED',
    })
    expect(await claim('b', 200)).toHaveLength(1)
  })

  it('prunes old deliveries, and nothing that is still to be done', async () => {
    for (const key of ['old', 'new', 'open']) await enqueue(key)
    for (const [holder, nowMs] of [
      ['a', 10],
      ['b', 1_000],
    ] as const) {
      const [entry] = await claim(holder, nowMs, 1)
      if (entry) await outbox().delivered(entry.key, holder, null)
    }
    expect(await outbox().prune({ beforeMs: 1_000, limit: 10 })).toBe(1)
    const left = await outbox().list({ limit: 10 })
    expect(left.map(({ state }) => state).sort()).toEqual(['delivered', 'waiting'])
    expect(await outbox().prune({ beforeMs: 1_000, limit: 10 })).toBe(0)
  })
}
