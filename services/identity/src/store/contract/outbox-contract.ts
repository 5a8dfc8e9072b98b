import { beforeEach, expect, it } from 'vitest'
import type { IdentityStore } from '../identity-store.ts'
import { factsOf, type Seen } from './graph.ts'

export function outboxContract(open: () => IdentityStore, reopen: () => Promise<IdentityStore>): void {
  let store: IdentityStore
  const seen = (...keys: number[]): Seen => ({
    tenant: 't',
    at: 1_700_000_000_000,
    source: 'web',
    id: keys.join(),
    keys,
  })
  const merge = (...keys: number[]) => store.apply(factsOf([seen(...keys)]))
  beforeEach(async () => {
    store = open()
    await store.claim(1)
    await store.apply(factsOf([1, 2, 3, 4].map(key => seen(key))))
  })

  it('holds each change with a growing version until it is forgotten', async () => {
    await merge(3, 4)
    await merge(4, 2)
    const [first, ...rest] = await store.changes(10)
    expect(first).toMatchObject({ tenant: 't', keyId: 4, oneId: 3, version: 1, changedAt: expect.any(Number) })
    expect(rest.map(({ keyId, oneId }) => `${keyId} ${oneId}`).sort()).toEqual(['3 2', '4 2'])
    expect(rest.every(({ version }) => version > first!.version)).toBe(true)
    expect(await store.changes(2)).toHaveLength(2)

    await store.forgetChanges([first!])
    expect(await store.changes(10)).toEqual(rest)
    await store.forgetChanges([first!, ...rest])
    expect(await store.changes(10)).toEqual([])
  })

  it('makes no second change of a merge that is repeated', async () => {
    await merge(1, 2)
    const before = await store.changes(10)
    expect((await merge(2, 1)).changes).toEqual([])
    expect(await store.changes(10)).toEqual(before)
  })

  it('never gives a version or a key id twice, also after it was opened anew', async () => {
    await merge(1, 2)
    const told = await store.changes(10)
    await store.forgetChanges(told)
    store = await reopen()
    await store.claim(2)
    await merge(3, 5)
    await merge(3, 1)
    const later = await store.changes(10)
    expect(Math.min(...later.map(({ version }) => version))).toBeGreaterThan(told.at(-1)!.version)
    expect(await store.mark()).toMatchObject({ highWater: 5 })
  })
}
