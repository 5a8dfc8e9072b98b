import type { Facts, KeyFact } from '../identity-store.ts'
import { hourOf, mergeProvenance, type Provenance, provenanceOf } from '../provenance.ts'

/** An event as the store's tests see it: a tenant, a time, and the numbers of its keys. */
export interface Seen {
  tenant: string
  at: number
  source: string
  id: string
  keys: readonly number[]
}

export const hashOf = (key: number): Uint8Array => {
  const hash = Buffer.alloc(16, 0xab)
  hash.writeUInt32BE(key, 4)
  return hash
}

/** The facts of some events, as the resolver gathers them. */
export function factsOf(events: readonly Seen[]): Facts {
  const keys = new Map<string, KeyFact>()
  const links = new Map<string, { a: string; b: string; seen: Provenance }>()
  for (const { tenant, at, source, id, keys: numbers } of events) {
    const names = [...new Set(numbers)].map(number => {
      const name = `${tenant} ${number}`
      const known = keys.get(name)
      keys.set(name, {
        ...{ tenant, hash: hashOf(number), type: 'user_id', scope: '', value: `v${number}`, display: () => null },
        firstAt: Math.min(at, known?.firstAt ?? at),
        lastHour: Math.max(hourOf(at), known?.lastHour ?? 0),
      })
      return name
    })
    const hash = Buffer.from(`${tenant}${source}${id}`.padEnd(16, '.')).toString('hex').slice(0, 32)
    const seen = provenanceOf({ at, source, sample: { hash, source, id } })
    for (const [place, a] of names.entries()) {
      for (const b of names.slice(place + 1)) {
        const link = [a, b].sort().join()
        const known = links.get(link)
        links.set(link, { a, b, seen: known ? mergeProvenance(known.seen, seen) : seen })
      }
    }
  }
  const places = new Map([...keys.keys()].map((name, place) => [name, place]))
  return {
    keys: [...keys.values()],
    links: [...links.values()].map(({ a, b, seen }) => ({ a: places.get(a)!, b: places.get(b)!, seen })),
  }
}

/**
 * The reference: connected components of everything seen, by walking the graph. Shares no code with the store.
 * Clusters are sorted lists of key numbers, by tenant.
 */
export function componentsOf(events: readonly Seen[]): string[] {
  const neighbours = new Map<string, Set<string>>()
  for (const { tenant, keys } of events) {
    const names = keys.map(key => `${tenant} ${key}`)
    for (const name of names) {
      const known = neighbours.get(name) ?? new Set()
      for (const other of names) known.add(other)
      neighbours.set(name, known)
    }
  }
  const clusters: string[] = []
  const visited = new Set<string>()
  for (const start of neighbours.keys()) {
    if (visited.has(start)) continue
    const cluster: string[] = []
    const waiting = [start]
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (visited.has(name)) continue
      visited.add(name)
      cluster.push(name)
      waiting.push(...neighbours.get(name)!)
    }
    clusters.push(cluster.sort().join(','))
  }
  return clusters.sort()
}
