import { WeirError } from '@weir/errors'
import type { GraphTables, KeyRow } from '../graph-tables.ts'
import type { Change } from '../identity-store.ts'
import type { Provenance } from '../provenance.ts'

/** Maps whose changes can be undone, so that a transaction is all or nothing here too. */
export function memoryTables() {
  const undo: (() => void)[] = []
  const put = <K, V>(map: Map<K, V>, key: K, value: V | undefined) => {
    const before = map.get(key)
    undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)))
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
  const keyIds = new Map<string, number>()
  const keys = new Map<number, KeyRow>()
  const links = new Map<string, Provenance>()
  const neighbours = new Map<number, readonly number[]>()
  const clusters = new Map<number, readonly number[]>()
  const changes = new Map<number, Change>()
  const counters = new Map([
    ['key', 1],
    ['version', 1],
    ['commits', 0],
  ])
  const take = (name: string): number => {
    const next = counters.get(name)!
    put(counters, name, next + 1)
    return next
  }
  const at = (tenant: string, hash: Uint8Array) => `${tenant} ${Buffer.from(hash).toString('hex')}`

  const tables: GraphTables = {
    keyIdOf: (tenant, hash) => keyIds.get(at(tenant, hash)),
    putKeyId: (tenant, hash, keyId) => put(keyIds, at(tenant, hash), keyId),
    key(keyId) {
      const row = keys.get(keyId)
      if (!row) throw new WeirError('INTERNAL', `there is no key ${keyId}`)
      return { ...row }
    },
    putKey: (keyId, row) => put(keys, keyId, { ...row }),
    link: (lo, hi) => links.get(`${lo} ${hi}`),
    putLink(lo, hi, _tenant, seen, isNew) {
      put(links, `${lo} ${hi}`, seen)
      if (!isNew) return
      put(neighbours, lo, [...(neighbours.get(lo) ?? []), hi])
      put(neighbours, hi, [...(neighbours.get(hi) ?? []), lo])
    },
    members: oneId => [...(clusters.get(oneId) ?? [])],
    addMember: (oneId, keyId) => put(clusters, oneId, [...(clusters.get(oneId) ?? []), keyId]),
    removeMember: (oneId, keyId) =>
      put(
        clusters,
        oneId,
        (clusters.get(oneId) ?? []).filter(id => id !== keyId),
      ),
    putChange: change => put(changes, change.version, change),
    takeKeyId: () => take('key'),
    takeVersion: () => take('version'),
  }
  return {
    tables,
    neighbours: (keyId: number) => neighbours.get(keyId) ?? [],
    changes,
    highWater: () => counters.get('key')! - 1,
    commits: () => counters.get('commits')!,
    transact<T>(action: () => T): T {
      undo.length = 0
      try {
        const result = action()
        take('commits')
        return result
      } catch (error) {
        for (const step of undo.toReversed()) step()
        throw error
      }
    },
  }
}
