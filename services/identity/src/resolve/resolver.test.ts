import type { Event } from '@weir/event'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { componentsOf } from '../store/contract/graph.ts'
import type { Facts, IdentityStore } from '../store/identity-store.ts'
import { createMemoryIdentityStore } from '../store/memory/memory-identity-store.ts'
import { eventOf, keyRef } from './events.fixture.ts'
import { createResolver, type Resolver, type Stamp } from './resolver.ts'

const ranks: Record<string, number> = { user: 9, phone: 7, cookie: 1 }
const priorityOf = (type: string) => ranks[type] ?? 0
const hour = 3_600_000

const { signal } = new AbortController()
let store: IdentityStore
let applied: Facts[]
const resolverOf = (cacheEntries = 1_000) =>
  createResolver({
    priorityOf,
    cacheEntries,
    async apply(facts) {
      applied.push(facts)
      return store.apply(facts)
    },
  })

beforeEach(async () => {
  store = createMemoryIdentityStore()
  await store.claim(1)
  applied = []
})

describe('a stamp', () => {
  const resolve = async (...events: Event[]) => resolverOf().resolve([{ events, display: () => null }], signal)

  it('names the anchor, the cluster, and the usable keys in the order of the event', async () => {
    await resolve(eventOf({ keys: ['cookie:1'] }))
    expect(await resolve(eventOf({ keys: ['phone:5', '!user:null', 'user:7', 'cookie:1'] }))).toEqual([
      { oneId: 1, anchorKey: 3, keyIds: [2, 3, 1] },
    ])
  })

  it('is all zero without a usable key, and asks the store nothing', async () => {
    expect(await resolve(eventOf({ keys: ['!user:null'] }), eventOf({ keys: [] }))).toEqual([
      { oneId: 0, anchorKey: 0, keyIds: [] },
      { oneId: 0, anchorKey: 0, keyIds: [] },
    ])
    expect(applied).toEqual([])
    expect(await store.find('t', keyRef('t', 'user:null').hash)).toBeUndefined()
  })

  it('counts a key once that the event names twice', async () => {
    expect(await resolve(eventOf({ keys: ['user:7', 'user:7'] }))).toEqual([{ oneId: 1, anchorKey: 1, keyIds: [1] }])
    expect(await store.links(1)).toEqual([])
  })

  it('knows of what later events of the same batch say', async () => {
    await resolve(eventOf({ keys: ['user:1'] }), eventOf({ keys: ['cookie:2'] }))
    const stamps = await resolve(eventOf({ keys: ['cookie:2'] }), eventOf({ keys: ['cookie:2', 'user:1'] }))
    expect(stamps.map(({ oneId }) => oneId)).toEqual([1, 1])
  })
})

describe('the cache', () => {
  it('spares the store for an event that says nothing new', async () => {
    const resolver = resolverOf()
    const run = (...events: Event[]) => resolver.resolve([{ events, display: () => null }], signal)
    const keys = ['user:1', 'phone:2', 'cookie:3']
    await run(...[1, 2, 3].map(id => eventOf({ id: `e${id}`, keys })))
    expect(applied).toHaveLength(1)
    await run(eventOf({ id: 'e2', keys }), eventOf({ id: 'e3', keys: ['cookie:3'] }))
    expect(applied).toHaveLength(1)
  })

  it('lets pass what changes a link, and nothing beside it', async () => {
    const resolver = resolverOf()
    const start = 1_700_000_000_000
    const run = async (given: Partial<Event>) => {
      applied = []
      const event = eventOf({ ...given, keys: ['user:1', 'cookie:3'] })
      await resolver.resolve([{ events: [event], display: () => null }], signal)
      return applied.map(({ keys, links }) => `${keys.length} keys ${links.length} links`)
    }
    expect(await run({ id: 'a' })).toEqual(['2 keys 1 links'])
    expect(await run({ id: 'a' })).toEqual([])
    expect(await run({ id: 'a', occurredAt: start - 1 })).toEqual(['2 keys 1 links'])
    expect(await run({ id: 'a', occurredAt: start + hour })).toEqual(['2 keys 1 links'])
    expect(await run({ id: 'a', occurredAt: start + hour - 1 })).toEqual([])
    expect(await run({ id: 'a', source: 'app' })).toEqual(['2 keys 1 links'])
    const samples = (await store.links(1))[0]!.seen.samples
    expect(samples.map(({ source }) => source).sort()).toEqual(['app', 'web'])
  })

  it('asks again for a OneID it heard of long ago, where others may have changed it', async () => {
    let time = 0
    const stamp = async (resolver: Resolver, ...keys: string[]) => {
      const [made] = await resolver.resolve([{ events: [eventOf({ keys })], display: () => null }], signal)
      return made!.oneId
    }
    const apply = (facts: Facts) => store.apply(facts)
    const resolver = createResolver({ apply, priorityOf, cacheEntries: 100, oneIdMaxAgeMs: hour, now: () => time })
    expect(await stamp(resolver, 'user:1')).toBe(1)
    expect(await stamp(resolver, 'cookie:2')).toBe(2)
    await stamp(resolverOf(), 'user:1', 'cookie:2')
    time = hour
    expect(await stamp(resolver, 'cookie:2')).toBe(2)
    time = hour + 1
    expect(await stamp(resolver, 'cookie:2')).toBe(1)
  })

  it('is not wiser than the store after a failure', async () => {
    let fails = true
    const resolver = createResolver({
      priorityOf,
      cacheEntries: 100,
      async apply(facts) {
        if (fails) throw new Error('the disk is gone')
        return store.apply(facts)
      },
    })
    const records = [{ events: [eventOf({ keys: ['user:1', 'cookie:2'] })], display: () => null }]
    await expect(resolver.resolve(records, signal)).rejects.toThrow('gone')
    fails = false
    expect(await resolver.resolve(records, signal)).toEqual([{ oneId: 1, anchorKey: 1, keyIds: [1, 2] }])
  })
})

describe('any traffic', () => {
  const event = fc
    .record({
      tenant: fc.constantFrom('t', 'u'),
      occurredAt: fc.integer({ min: 1_700_000_000_000, max: 1_700_040_000_000 }),
      source: fc.constantFrom('web', 'app'),
      id: fc.nat(20).map(String),
      keys: fc.uniqueArray(fc.tuple(fc.constantFrom('user', 'phone', 'cookie'), fc.nat(5), fc.nat(5)), {
        maxLength: 4,
      }),
    })
    .map(({ keys, ...rest }) =>
      eventOf({ ...rest, keys: keys.map(([type, key, luck]) => `${luck === 0 ? '!' : ''}${type}:${key}`) }),
    )
  const batches = fc.array(fc.array(event, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 10 })

  it('resolves every stamp by the overrides to the OneID of the store, whatever the size of the cache', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(2, 8, 1_000), fc.boolean(), async (list, cacheEntries, atOnce) => {
        store = createMemoryIdentityStore()
        await store.claim(1)
        const resolver = resolverOf(cacheEntries)
        const stamps: [Event, Stamp][] = []
        const run = async (events: Event[]) => {
          const made = await resolver.resolve([{ events, display: () => null }], signal)
          for (const [at, stamp] of made.entries()) stamps.push([events[at]!, stamp])
        }
        if (atOnce) await Promise.all(list.map(run))
        else for (const events of list) await run(events)

        const overrides = new Map<number, number>()
        for (const { keyId, oneId } of await store.changes(10_000)) overrides.set(keyId, oneId)
        for (const [{ tenant, keys }, stamp] of stamps) {
          const usable = keys.filter(key => key.usable)
          expect(stamp.anchorKey === 0).toBe(usable.length === 0)
          if (stamp.anchorKey === 0) continue
          const clusters = await Promise.all(usable.map(key => store.find(tenant, key.hash)))
          expect(stamp.keyIds).toEqual([...new Set(clusters.map(cluster => cluster!.keyId))])
          const anchor = clusters.find(cluster => cluster!.keyId === stamp.anchorKey)!
          expect(overrides.get(stamp.anchorKey) ?? stamp.oneId).toBe(anchor.oneId)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('links only usable keys, and as the connected components say', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async list => {
        store = createMemoryIdentityStore()
        await store.claim(1)
        const resolver = resolverOf(8)
        for (const events of [...list, ...list.toReversed()]) {
          await resolver.resolve([{ events, display: () => null }], signal)
        }
        const names = new Map<string, number>()
        const nameOf = (hash: Uint8Array) => {
          const hex = Buffer.from(hash).toString('hex')
          names.set(hex, names.get(hex) ?? names.size)
          return names.get(hex)!
        }
        const usable = list.flat().map(({ tenant, keys, occurredAt: at, source, id }) => {
          const numbers = keys.filter(key => key.usable).map(key => nameOf(key.hash))
          return { tenant, at, source, id, keys: numbers }
        })
        const clusters = new Map<number, Set<string>>()
        for (const { tenant, keys } of list.flat()) {
          for (const key of keys) {
            const cluster = await store.find(tenant, key.hash)
            if (!cluster) continue
            const members = clusters.get(cluster.oneId) ?? new Set()
            clusters.set(cluster.oneId, members.add(`${tenant} ${nameOf(key.hash)}`))
          }
        }
        const found = [...clusters.values()].map(members => [...members].sort().join(',')).sort()
        expect(found).toEqual(componentsOf(usable))
      }),
      { numRuns: 100 },
    )
  })
})
