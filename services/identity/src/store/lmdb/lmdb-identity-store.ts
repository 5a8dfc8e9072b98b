import { randomUUID } from 'node:crypto'
import { type LmdbEnvironment, openLmdb } from '@weir/lmdb'
import { applyFacts } from '../apply-facts.ts'
import { clusterOf } from '../cluster-of.ts'
import { fenced } from '../fenced.ts'
import type { Change, IdentityStore } from '../identity-store.ts'
import { identityTables } from './tables.ts'

export interface LmdbIdentityOptions {
  /** Directory of its own. */
  path: string
  now?: () => number
}

/** The one document of the `meta` table. */
interface Meta {
  generation: string
  /** Epoch of the writer. */
  writer: number
  nextKeyId: number
  nextVersion: number
  commits: number
}

/** Keys, links and clusters in an LMDB directory: one process writes, any may read. */
export async function openLmdbIdentityStore(options: LmdbIdentityOptions): Promise<IdentityStore> {
  const { path, now = Date.now } = options
  const format = { name: 'identity', version: 1 }
  const environment = await openLmdb({ path, format, unavailable: 'STATE_UNAVAILABLE' })
  try {
    return await createStore(environment, now)
  } catch (error) {
    await environment.close()
    throw error
  }
}

async function createStore(environment: LmdbEnvironment, now: () => number): Promise<IdentityStore> {
  const metas = environment.table<Meta, string>('meta')
  const { graph, changes, sources, linksOf } = identityTables(environment)
  await environment.transact(() => {
    const fresh = { generation: randomUUID(), writer: 0, nextKeyId: 1, nextVersion: 1, commits: 0 }
    if (!metas.get('meta')) metas.put('meta', fresh)
  })
  const readMeta = (): Meta => metas.get('meta')!
  const reader = graph({ nextKeyId: 0, nextVersion: 0 })
  let epoch = 0

  /** Runs as the writer, with the fence in the transaction itself: no time passes between the look and the write. */
  const write = <T>(action: (meta: Meta) => T): Promise<T> =>
    environment.transact(() => {
      const meta = { ...readMeta() }
      if (epoch !== meta.writer || epoch === 0) throw fenced(epoch, meta.writer)
      return action(meta)
    })

  return {
    exclusive: true,
    claim: claimed =>
      environment.transact(() => {
        const meta = readMeta()
        if (claimed < meta.writer) throw fenced(claimed, meta.writer)
        metas.put('meta', { ...meta, writer: claimed })
        epoch = claimed
        // Snapshots of processes that were killed would keep the file growing.
        environment.checkReaders()
      }),
    async apply(facts) {
      try {
        return await write(meta => {
          sources.begin()
          const applied = applyFacts(graph(meta), facts, now())
          metas.put('meta', { ...meta, commits: meta.commits + 1 })
          return applied
        })
      } catch (error) {
        sources.forget()
        throw error
      }
    },
    async changes(limit) {
      environment.refresh()
      return [...changes.getRange({ limit })].map(({ key, value }): Change => {
        const [tenant, keyId, oneId, changedAt] = value
        return { tenant, keyId, oneId, version: key, changedAt }
      })
    },
    forgetChanges: forgotten =>
      write(() => {
        for (const { version } of forgotten) changes.remove(version)
      }),
    async find(tenant, hash) {
      environment.refresh()
      return clusterOf(reader, tenant, hash)
    },
    async links(keyId) {
      environment.refresh()
      return linksOf(keyId).map(([lo, hi]) => ({ lo, hi, seen: reader.link(lo, hi, reader.key(lo).tenant)! }))
    },
    async mark() {
      environment.refresh()
      const { generation, nextKeyId, commits } = readMeta()
      return { generation, highWater: nextKeyId - 1, commits }
    },
    close: () => environment.close(),
  }
}
