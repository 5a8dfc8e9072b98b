import { hashOf, type Seen } from '../contract/graph.ts'
import type { IdentityStore } from '../identity-store.ts'

/** Everything a store knows of the keys of some events, with names instead of ids; also proves that a OneID is the smallest. */
export async function dumpOf(store: IdentityStore, events: readonly Seen[]) {
  const names = new Map<string, { tenant: string; key: number }>()
  for (const { tenant, keys } of events) for (const key of keys) names.set(`${tenant} ${key}`, { tenant, key })
  const oneIds = new Map<number, number>()
  const nameOf = new Map<number, string>()
  const clusters = new Map<number, string[]>()
  const keys = []
  for (const [name, { tenant, key }] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const found = await store.find(tenant, hashOf(key))
    if (!found) throw new Error(`${name} is not there`)
    const [own] = found.keys
    oneIds.set(found.keyId, found.oneId)
    nameOf.set(found.keyId, name)
    clusters.set(found.oneId, [...(clusters.get(found.oneId) ?? []), name])
    keys.push({ name, degree: own!.degree, firstAt: own!.firstAt, lastHour: own!.lastHour })
  }
  for (const oneId of clusters.keys()) {
    const members = [...oneIds].filter(([, of]) => of === oneId).map(([keyId]) => keyId)
    if (Math.min(...members) !== oneId) throw new Error(`${oneId} is not the smallest of ${members}`)
  }
  const links = new Map<string, unknown>()
  for (const keyId of oneIds.keys()) {
    for (const { lo, hi, seen } of await store.links(keyId)) {
      links.set([nameOf.get(lo)!, nameOf.get(hi)!].sort().join(' - '), seen)
    }
  }
  return {
    /** OneID of each key id. */
    oneIds,
    /** The rest does not depend on who came first. */
    graph: {
      clusters: [...clusters.values()].map(members => members.join()).sort(),
      keys,
      links: [...links].sort(([a], [b]) => (a < b ? -1 : 1)),
    },
  }
}
