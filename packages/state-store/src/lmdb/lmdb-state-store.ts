import { openLmdb } from '@weir/lmdb'
import { checkCollection, checkKey, closed, conflict, type Step, stepsOf } from '../operations.ts'
import type { Json, StateStore, Stored } from '../state-store.ts'
import { encodeDocument, jsonOf, keyBytes, versionOf } from './document-codec.ts'

const separator = 1

/**
 * Documents in one LMDB directory, shared by any number of processes of this machine. The expectations of a transaction
 * are checked under the writer lock that all of them share; transactions waiting for it at once share one flush.
 * @throws WeirError DATA_DIR_VERSION, DATA_DIR_IN_USE, DISK_FULL, STATE_UNAVAILABLE
 */
export async function openLmdbStateStore(path: string): Promise<StateStore> {
  const environment = await openLmdb({
    path,
    format: { name: 'state', version: 1 },
    unavailable: 'STATE_UNAVAILABLE',
  })
  const documents = environment.table<Buffer, Buffer>('documents', { encoding: 'binary', keyEncoding: 'binary' })
  // A killed process leaves its snapshot behind, and with it every page freed since.
  environment.checkReaders()
  const writing = new Set<Promise<void>>()
  let closing: Promise<void> | undefined

  /** Another process's commit must be seen by the very next read, not when our event loop turns. */
  const refresh = () => {
    if (closing) throw closed()
    environment.refresh()
  }
  const stored = <T extends Json>(key: string, bytes: Buffer): Stored<T> => ({
    key,
    value: JSON.parse(jsonOf(bytes)) as T,
    version: versionOf(bytes),
  })

  function carryOut(steps: readonly Step[]): void {
    const versions = steps.map(({ collection, key }) => {
      const bytes = documents.get(keyBytes(collection, key))
      return bytes ? versionOf(bytes) : 0
    })
    steps.forEach((step, at) => {
      const version = versions[at] ?? 0
      if (step.expect !== undefined && step.expect !== version) throw conflict(step, version)
    })
    steps.forEach(({ kind, collection, key, json }, at) => {
      if (kind === 'put') documents.putSync(keyBytes(collection, key), encodeDocument((versions[at] ?? 0) + 1, json))
      if (kind === 'delete') documents.removeSync(keyBytes(collection, key))
    })
  }

  return {
    async get<T extends Json>(collection: string, key: string) {
      checkKey(collection, key)
      refresh()
      const bytes = documents.get(keyBytes(collection, key))
      return bytes && stored<T>(key, bytes)
    },

    async list<T extends Json>(collection: string, range: { prefix?: string; after?: string; limit: number }) {
      checkCollection(collection)
      refresh()
      const within = keyBytes(collection, range.prefix ?? '')
      const after = keyBytes(collection, range.after ?? '')
      const found: Stored<T>[] = []
      if (range.limit < 1) return found
      const start = Buffer.compare(after, within) > 0 ? after : within
      for (const { key, value } of documents.getRange({ start })) {
        if (Buffer.compare(key, after) === 0) continue
        if (!key.subarray(0, within.length).equals(within)) break
        found.push(stored<T>(key.toString('utf8', collection.length + separator), value))
        if (found.length === range.limit) break
      }
      return found
    },

    async transact(operations) {
      const steps = stepsOf(operations)
      if (closing) throw closed()
      const written = environment.transact(() => carryOut(steps))
      writing.add(written)
      await written.finally(() => writing.delete(written))
    },

    close() {
      closing ??= Promise.allSettled(writing).then(() => environment.close())
      return closing
    },
  }
}
