import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change, IdentityStore } from '../identity-store.ts'
import { componentsOf, factsOf, hashOf, type Seen } from './graph.ts'

const event: fc.Arbitrary<Seen> = fc.record({
  tenant: fc.constantFrom('t', 'u'),
  at: fc.integer({ min: 1_700_000_000_000, max: 1_700_400_000_000 }),
  source: fc.constantFrom('web', 'app'),
  id: fc.nat(40).map(String),
  keys: fc.uniqueArray(fc.nat(14), { minLength: 1, maxLength: 4 }),
})

/** Identity is a function of the set of links: not of their order, their batches, or how often they came. */
export function functionContract(fresh: () => Promise<IdentityStore>, numRuns: number): void {
  it('finds the connected components under any order, batching and replay', async () => {
    const events = fc.array(event, { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat(), { maxLength: 30 }), fc.nat(), async (list, cuts, seed) => {
        const expected = componentsOf(list)
        const first = await fed(await fresh(), inBatches(list, cuts))
        expect(clustersOf(first)).toEqual(expected)
        const replayed = [...shuffled(list, seed), ...list.slice(0, seed % list.length), ...shuffled(list, seed + 1)]
        const second = await fed(await fresh(), inBatches(replayed, cuts.toReversed()))
        expect(clustersOf(second)).toEqual(expected)
        expect(linksOf(second)).toEqual(linksOf(first))
        expect(keysOf(second)).toEqual(keysOf(first))
      }),
      { numRuns },
    )
  })

  it('tells by its changes the OneID of every key, whatever OneID an event was stamped with', async () => {
    const events = fc.array(event, { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(events, fc.array(fc.nat(), { maxLength: 30 }), async (list, cuts) => {
        const store = await fresh()
        await store.claim(1)
        const stamped = new Map<number, Set<number>>()
        for (const batch of inBatches(list, cuts)) {
          for (const { keyId, oneId } of (await store.apply(factsOf(batch))).keys) {
            stamped.set(keyId, (stamped.get(keyId) ?? new Set()).add(oneId))
          }
        }
        const overrides = new Map<number, Change>()
        for (const change of await store.changes(1_000)) overrides.set(change.keyId, change)
        const now = (await allKeys(store)).map(({ keyId, oneId }) => [keyId, oneId] as const)
        for (const [keyId, oneId] of now) {
          for (const stamp of stamped.get(keyId)!) expect(overrides.get(keyId)?.oneId ?? stamp).toBe(oneId)
        }
        await store.close()
      }),
      { numRuns },
    )
  })
}

type Everything = Awaited<ReturnType<typeof fed>>

async function fed(store: IdentityStore, batches: readonly (readonly Seen[])[]) {
  await store.claim(1)
  for (const batch of batches) await store.apply(factsOf(batch))
  const keys = await allKeys(store)
  const names = new Map(keys.map(({ keyId, name }) => [keyId, name]))
  const links = await Promise.all(keys.map(({ keyId }) => store.links(keyId)))
  await store.close()
  return {
    keys,
    links: links.flat().map(({ lo, hi, seen }) => ({ ends: [names.get(lo), names.get(hi)].sort(), seen })),
  }
}

async function allKeys(store: IdentityStore) {
  const found = []
  for (const tenant of ['t', 'u']) {
    for (let key = 0; key <= 14; key += 1) {
      const cluster = await store.find(tenant, hashOf(key))
      if (cluster) found.push({ name: `${tenant} ${key}`, ...cluster })
    }
  }
  return found
}

/** Clusters as sets of names; also checks that a OneID is the smallest key id of its cluster. */
function clustersOf({ keys }: Everything): string[] {
  const clusters = new Map<number, string[]>()
  for (const { name, oneId, keys: members } of keys) {
    expect(oneId).toBe(Math.min(...members.map(({ keyId }) => keyId)))
    clusters.set(oneId, [...(clusters.get(oneId) ?? []), name])
  }
  return [...clusters.values()].map(names => names.sort().join(',')).sort()
}

const linksOf = ({ links }: Everything) => links.toSorted((a, b) => (a.ends.join() < b.ends.join() ? -1 : 1))

const keysOf = ({ keys }: Everything) =>
  keys.map(({ name, keys: [own] }) => ({ name, degree: own!.degree, firstAt: own!.firstAt, lastHour: own!.lastHour }))

function inBatches(events: readonly Seen[], cuts: readonly number[]): Seen[][] {
  const batches: Seen[][] = []
  for (let at = 0, turn = 0; at < events.length; turn += 1) {
    const size = 1 + ((cuts[turn % Math.max(1, cuts.length)] ?? 0) % 7)
    batches.push(events.slice(at, at + size))
    at += size
  }
  return batches
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const rank = (at: number) => Math.imul(at + 1, 2_654_435_761 ^ seed) >>> 0
  return list
    .map((item, at) => ({ item, rank: rank(at) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}
