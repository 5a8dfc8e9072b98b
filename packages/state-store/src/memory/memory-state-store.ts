import { checkCollection, checkKey, closed, conflict, stepsOf } from '../operations.ts'
import type { Json, StateStore, Stored } from '../state-store.ts'

interface Entry {
  json: string
  version: number
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Documents of this process alone, for tests. They are kept as text, so that nobody shares an object with the store. */
export function createMemoryStateStore(): StateStore {
  const collections = new Map<string, Map<string, Entry>>()
  let open = true

  const collectionOf = (name: string): Map<string, Entry> => {
    if (!open) throw closed()
    const known = collections.get(name)
    if (known) return known
    const made = new Map<string, Entry>()
    collections.set(name, made)
    return made
  }
  const stored = <T extends Json>(key: string, { json, version }: Entry): Stored<T> => ({
    key,
    value: JSON.parse(json) as T,
    version,
  })

  return {
    async get<T extends Json>(collection: string, key: string) {
      checkKey(collection, key)
      const entry = collectionOf(collection).get(key)
      return entry && stored<T>(key, entry)
    },

    async list<T extends Json>(collection: string, range: { prefix?: string; after?: string; limit: number }) {
      checkCollection(collection)
      const { prefix = '', after = '', limit } = range
      return [...collectionOf(collection)]
        .filter(([key]) => key.startsWith(prefix) && byBytes(key, after) > 0)
        .sort(([a], [b]) => byBytes(a, b))
        .slice(0, limit)
        .map(([key, entry]) => stored<T>(key, entry))
    },

    async transact(operations) {
      const steps = stepsOf(operations)
      for (const step of steps) {
        const version = collectionOf(step.collection).get(step.key)?.version ?? 0
        if (step.expect !== undefined && step.expect !== version) throw conflict(step, version)
      }
      for (const { kind, collection, key, json } of steps) {
        const documents = collectionOf(collection)
        if (kind === 'put') documents.set(key, { json, version: (documents.get(key)?.version ?? 0) + 1 })
        if (kind === 'delete') documents.delete(key)
      }
    },

    async close() {
      open = false
    },
  }
}
