import type { OutboxRecord } from './outbox.ts'
import type { Json, Operation, StateStore, Stored } from './state-store.ts'

/**
 * An entry is two documents: `outbox.<name>/<key>`, kept for as long as its key must not be used again, and one in the
 * index, whose key puts entries of a state in order of time. Both always change together, guarded by the entry's version.
 */
export type EntryDocument = {
  payload: Json
  state: OutboxRecord['state']
  attempts: number
  maybeSent: boolean
  atMs: number
  claimedAtMs: number
  holder?: string
  detail?: Json
}

export interface IndexEntry {
  state: OutboxRecord['state']
  atMs: number
  key: string
  holder: string | undefined
}

type IndexDocument = { holder: string | null }

// Fifteen digits hold every millisecond until the year 33,658.
const placeOf = (state: OutboxRecord['state'], atMs: number) =>
  `${state}/${String(Math.max(0, Math.trunc(atMs))).padStart(15, '0')}/`

export function outboxEntries(state: StateStore, name: string) {
  const entries = `outbox.${name}`
  const index = `outbox.${name}.index`
  const indexKey = (key: string, entry: EntryDocument) => placeOf(entry.state, entry.atMs) + key
  const putBoth = (key: string, entry: EntryDocument, expect: number): Operation[] => [
    { put: entries, key, value: entry, expect },
    { put: index, key: indexKey(key, entry), value: { holder: entry.holder ?? null } satisfies IndexDocument },
  ]

  return {
    make: (key: string, entry: EntryDocument): Operation[] => putBoth(key, entry, 0),
    get: (key: string) => state.get<EntryDocument>(entries, key),
    list: (range: { prefix?: string; after?: string; limit: number }) => state.list<EntryDocument>(entries, range),

    /** The entries of a state, the earliest first. */
    async earliest(of: OutboxRecord['state'], limit: number): Promise<IndexEntry[]> {
      const found = await state.list<IndexDocument>(index, { prefix: `${of}/`, limit })
      return found.map(({ key: place, value }) => {
        const [, at = '', ...key] = place.split('/')
        return { state: of, atMs: Number(at), key: key.join('/'), holder: value.holder ?? undefined }
      })
    },

    change(before: Stored<EntryDocument>, after: EntryDocument): Operation[] {
      const [from, to] = [indexKey(before.key, before.value), indexKey(before.key, after)]
      const moved: Operation[] = from === to ? [] : [{ delete: index, key: from }]
      return [...putBoth(before.key, after, before.version), ...moved]
    },

    forget: ({ key, value, version }: Stored<EntryDocument>): Operation[] => [
      { delete: entries, key, expect: version },
      { delete: index, key: indexKey(key, value) },
    ],
  }
}
