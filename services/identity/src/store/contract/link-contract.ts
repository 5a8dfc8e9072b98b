import { beforeEach, expect, it } from 'vitest'
import { daysOf } from '../day-set.ts'
import type { IdentityStore } from '../identity-store.ts'
import { factsOf, hashOf, type Seen } from './graph.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 0, 31, 12)
const seen = (keys: number[], more: Partial<Seen> = {}): Seen => ({
  ...{ tenant: 't', at: noon, source: 'web', id: keys.join(), keys },
  ...more,
})

export function linkContract(open: () => IdentityStore): void {
  let store: IdentityStore
  const apply = (...events: Seen[]) => store.apply(factsOf(events))
  const oneIdOf = async (key: number, tenant = 't') => (await store.find(tenant, hashOf(key)))?.oneId
  beforeEach(async () => {
    store = open()
    await store.claim(1)
  })

  it('gives ids from 1 on and knows a key again', async () => {
    expect((await apply(seen([10]), seen([20]))).keys.map(({ keyId }) => keyId)).toEqual([1, 2])
    expect((await apply(seen([30]), seen([20]))).keys.map(({ keyId }) => keyId)).toEqual([3, 2])
    expect(await store.mark()).toMatchObject({ highWater: 3 })
  })

  it('names a cluster after its smallest key id, whichever way it grows', async () => {
    await apply(seen([10]), seen([20]), seen([30]), seen([40]))
    expect((await apply(seen([30, 40]))).keys.map(({ oneId }) => oneId)).toEqual([3, 3])
    expect((await apply(seen([40, 20]))).changes).toEqual([
      { keyId: 4, oneId: 2 },
      { keyId: 3, oneId: 2 },
    ])
    await apply(seen([30, 10, 50]))
    for (const key of [10, 20, 30, 40, 50]) expect(await oneIdOf(key)).toBe(1)
  })

  it('merges clusters that grew in the same transaction', async () => {
    await apply(seen([1]), seen([2, 3]), seen([4, 5]))
    const applied = await apply(seen([6, 7]), seen([7, 5]), seen([4, 3]), seen([2, 1]))
    expect(new Set(applied.keys.map(({ oneId }) => oneId))).toEqual(new Set([1]))
    expect((await store.find('t', hashOf(7)))!.keys.map(({ keyId }) => keyId).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(applied.changes.map(({ keyId }) => keyId).sort()).toEqual([2, 3, 4, 5])
  })

  it('tells of no key that was never stamped, and of nothing when nothing moved', async () => {
    expect((await apply(seen([10, 20, 30]))).changes).toEqual([])
    expect((await apply(seen([30, 10]), seen([40, 10]))).changes).toEqual([])
    expect(await store.changes(10)).toEqual([])
  })

  it('keeps with a link what its events say, and counts it once in the degrees', async () => {
    await apply(seen([10, 20], { id: 'a' }), seen([10, 20], { id: 'b', at: noon - 48 * hour, source: 'app' }))
    await apply(seen([20, 10], { id: 'c', at: noon + 3 * hour + 5 }), seen([20, 30], { id: 'd' }))
    const [link] = await store.links(1)
    expect(link).toMatchObject({ lo: 1, hi: 2 })
    expect(link!.seen).toMatchObject({ firstAt: noon - 48 * hour, lastHour: noon / hour + 3, sources: ['app', 'web'] })
    expect(daysOf(link!.seen.days)).toEqual([20_482, 20_484])
    expect(link!.seen.samples.map(({ id, source }) => `${source} ${id}`).sort()).toEqual(['app b', 'web a', 'web c'])
    expect((await store.links(2)).map(({ lo, hi }) => `${lo} ${hi}`).sort()).toEqual(['1 2', '2 3'])
    const cluster = await store.find('t', hashOf(20))
    expect(cluster!.keys).toMatchObject([
      { keyId: 2, degree: 2, value: 'v20', firstAt: noon - 48 * hour, lastHour: noon / hour + 3 },
      { keyId: 1, degree: 1 },
      { keyId: 3, degree: 1 },
    ])
  })

  it('answers with what it holds after the facts, not with what was asked', async () => {
    await apply(seen([10, 20], { id: 'a', at: noon + hour }))
    const { keys, links } = await apply(seen([10, 20], { id: 'b', at: noon }))
    expect(keys[0]).toEqual({ keyId: 1, oneId: 1, firstAt: noon, lastHour: noon / hour + 1 })
    expect(links[0]).toEqual((await store.links(1))[0]!.seen)
  })

  it('seals a value for display once, when the key is new', async () => {
    const facts = factsOf([seen([10])])
    const sealed = (text: string) => ({ ...facts, keys: facts.keys.map(key => ({ ...key, display: () => text })) })
    await store.apply(sealed('first'))
    await store.apply(sealed('second'))
    expect((await store.find('t', hashOf(10)))!.keys[0]).toMatchObject({ sealed: 'first' })
  })

  it('keeps tenants apart, even for equal hashes', async () => {
    await apply(seen([10, 20]), seen([10, 30], { tenant: 'u' }))
    expect(await oneIdOf(10)).toBe(1)
    expect(await oneIdOf(20)).toBe(1)
    expect(await oneIdOf(10, 'u')).toBe(3)
    expect(await oneIdOf(30)).toBeUndefined()
    expect(await oneIdOf(20, 'u')).toBeUndefined()
  })

  it('leaves nothing behind when a value cannot be sealed', async () => {
    await apply(seen([10, 20]))
    const facts = factsOf([seen([10, 30, 40])])
    const last = facts.keys.at(-1)!
    last.display = () => {
      throw new Error('sealed with a key that is gone')
    }
    await expect(store.apply(facts)).rejects.toThrow('gone')
    expect(await oneIdOf(30)).toBeUndefined()
    expect(await store.mark()).toMatchObject({ highWater: 2 })
    expect((await store.links(1)).length).toBe(1)
    expect((await apply(seen([30]))).keys[0]).toMatchObject({ keyId: 3 })
  })
}
