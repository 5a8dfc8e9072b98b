import { WeirError } from '@weir/errors'
import type { LmdbEnvironment } from '@weir/lmdb'
import type { GraphTables } from '../graph-tables.ts'
import { idKey, pairKey, secondOf, tenantKey } from './keys.ts'
import { type KeyTuple, keyRow, keyTuple, type LinkTuple, linkTuple, provenance } from './rows.ts'
import { sourceNames } from './source-names.ts'

/** What one transaction counts with; read at its beginning, written at its end. */
export interface Counters {
  nextKeyId: number
  nextVersion: number
}

/** tenant, key id, OneID, time; the key is the version. */
export type ChangeTuple = [tenant: string, keyId: number, oneId: number, changedAt: number]

const binary = { keyEncoding: 'binary' } as const

/** Opens every table: opening one takes the writer lock, so none is opened later. */
export function identityTables(environment: LmdbEnvironment) {
  const ids = environment.table<number, Uint8Array>('ids', binary)
  const keys = environment.table<KeyTuple, Uint8Array>('keys', binary)
  const links = environment.table<LinkTuple, Uint8Array>('links', binary)
  /** hi and lo of each link, for the links of a key that is their `hi`. */
  const neighbours = environment.table<null, Uint8Array>('neighbours', binary)
  /** OneID and key of every key that is not its own OneID. */
  const members = environment.table<null, Uint8Array>('members', binary)
  const changes = environment.table<ChangeTuple, number>('changes')
  const sources = sourceNames(environment.table<number, string[]>('sources'))

  const seconds = (table: typeof members, first: number): number[] =>
    [...table.getKeys({ start: pairKey(first, 0), end: pairKey(first + 1, 0) })].map(secondOf)

  /** The tables as `applyFacts` sees them; writes only inside a transaction. */
  const graph = (counters: Counters): GraphTables => ({
    keyIdOf: (tenant, hash) => ids.get(tenantKey(tenant, hash)),
    putKeyId: (tenant, hash, keyId) => void ids.put(tenantKey(tenant, hash), keyId),
    key(keyId) {
      const tuple = keys.get(idKey(keyId))
      if (!tuple) throw new WeirError('INTERNAL', `the identity state has no key ${keyId}`)
      return keyRow(tuple)
    },
    putKey: (keyId, row) => void keys.put(idKey(keyId), keyTuple(row)),
    link(lo, hi, tenant) {
      const tuple = links.get(pairKey(lo, hi))
      return tuple && provenance(tuple, sources.of(tenant))
    },
    putLink(lo, hi, tenant, seen, isNew) {
      links.put(pairKey(lo, hi), linkTuple(seen, sources.of(tenant)))
      if (isNew) neighbours.put(pairKey(hi, lo), null)
    },
    members: oneId => seconds(members, oneId),
    addMember: (oneId, keyId) => void members.put(pairKey(oneId, keyId), null),
    removeMember: (oneId, keyId) => void members.remove(pairKey(oneId, keyId)),
    putChange: ({ version, tenant, keyId, oneId, changedAt }) =>
      void changes.put(version, [tenant, keyId, oneId, changedAt]),
    takeKeyId: () => counters.nextKeyId++,
    takeVersion: () => counters.nextVersion++,
  })

  return {
    graph,
    changes,
    sources,
    /** Both ends of every link of a key. */
    linksOf: (keyId: number): [lo: number, hi: number][] => [
      ...seconds(links as unknown as typeof members, keyId).map((hi): [number, number] => [keyId, hi]),
      ...seconds(neighbours, keyId).map((lo): [number, number] => [lo, keyId]),
    ],
  }
}
