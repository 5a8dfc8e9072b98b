import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { componentsOf, factsOf, type Seen } from '../contract/graph.ts'
import type { Change, IdentityStore } from '../identity-store.ts'
import { createMemoryIdentityStore } from '../memory/memory-identity-store.ts'
import { deadlocksIn, newDatabase, server } from './database.fixture.ts'
import { dumpOf } from './state-dump.fixture.ts'

const workers = 4

const event: fc.Arbitrary<Seen> = fc.record({
  tenant: fc.constantFrom('t', 'u'),
  at: fc.integer({ min: 1_700_000_000_000, max: 1_700_400_000_000 }),
  source: fc.constantFrom('web', 'app'),
  id: fc.nat(200).map(String),
  keys: fc.uniqueArray(fc.nat(24), { minLength: 1, maxLength: 4 }),
})
/** What one worker does: which of the events it reads, in which order, how many at once. */
const course = fc.record({
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 90 }),
  size: fc.integer({ min: 1, max: 9 }),
})

describe.skipIf(!server)('many workers on one identity state', () => {
  let database: Awaited<ReturnType<typeof newDatabase>>
  let stores: IdentityStore[]
  beforeAll(async () => {
    database = await newDatabase()
    stores = await Promise.all(Array.from({ length: workers }, () => database.openStore()))
    await Promise.all(stores.map(store => store.claim(1)))
  })

  it('find what one finds who reads everything at once, and tell every key that has moved', async () => {
    const events = fc.array(event, { minLength: 20, maxLength: 60 })
    let run = 0
    const courses = fc.array(course, { minLength: workers, maxLength: workers })
    await fc.assert(
      fc.asyncProperty(events, courses, async (drawn, paths) => {
        run += 1
        const list = drawn.map(each => ({ ...each, tenant: `${each.tenant}${run}` }))
        const stamps = new Map<number, Set<number>>()
        const work = async (store: IdentityStore, batches: readonly Seen[][]) => {
          for (const batch of batches) {
            for (const { keyId, oneId } of (await store.apply(factsOf(batch))).keys) {
              stamps.set(keyId, (stamps.get(keyId) ?? new Set()).add(oneId))
            }
          }
        }
        // Each reads many of the events, some twice, and the last ones see to it that none is left out.
        const ways = paths.map(({ order, size }, at) =>
          inBatches([...order.map(n => list[n % list.length]!), ...list.filter((_, n) => n % workers === at)], size),
        )
        await Promise.all(stores.map((store, at) => work(store, ways[at]!)))

        const [store] = stores
        const { graph, oneIds } = await dumpOf(store!, list)
        expect(graph.clusters).toEqual(componentsOf(list))
        expect(graph).toEqual((await dumpOf(await inMemory(list), list)).graph)

        const told = newest(await store!.changes(10_000))
        for (const [keyId, oneIdsStamped] of stamps) {
          for (const stamp of oneIdsStamped) expect(told.get(keyId)?.oneId ?? stamp).toBe(oneIds.get(keyId))
        }

        const before = await store!.mark()
        await Promise.all(stores.map((each, at) => work(each, ways[workers - 1 - at]!)))
        expect(await store!.mark()).toEqual(before)
      }),
      { numRuns: 10, endOnFailure: true },
    )
    await database.dispose()
    expect(await deadlocksIn(database.url)).toBe(0)
  })
})

const inBatches = (list: readonly Seen[], size: number): Seen[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size))

async function inMemory(events: readonly Seen[]): Promise<IdentityStore> {
  const store = createMemoryIdentityStore()
  await store.claim(1)
  await store.apply(factsOf(events))
  return store
}

function newest(changes: readonly Change[]): Map<number, Change> {
  const told = new Map<number, Change>()
  for (const change of changes)
    if (change.version > (told.get(change.keyId)?.version ?? 0)) told.set(change.keyId, change)
  return told
}
