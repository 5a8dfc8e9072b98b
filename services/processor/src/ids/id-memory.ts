import { type Bloom, createBloom } from './bloom.ts'

/** Where a stored id stands on events.identified. */
export interface StoredId {
  log: string
  partition: number
  offset: number
  index: number
  /** Unix ms. */
  receivedAt: number
}

const dayMs = 86_400_000
/** Ids are remembered for seven days of `receivedAt`; the filters of one more day cover both ends. */
export const rememberedDays = 7

const halves = (hash: string): [number, number] => [
  Number.parseInt(hash.slice(0, 8), 16),
  Number.parseInt(hash.slice(8, 16), 16),
]

/**
 * What the processor knows of stored ids without asking ClickHouse: those not yet in weir_data.event_ids, those indexed
 * last, and one Bloom filter a day for all of them.
 */
export function createIdMemory() {
  const days = new Map<number, Bloom>()
  let fresh = new Map<string, StoredId>()
  let moving = new Map<string, StoredId>()
  let indexed = new Map<string, StoredId>()
  let filtersAreWhole = true

  function filterOf(day: number): Bloom {
    let filter = days.get(day)
    if (!filter) {
      filter = createBloom()
      days.set(day, filter)
    }
    return filter
  }

  return {
    /** `hash`: 32 hex digits of the id's hash. */
    remember(hash: string, id: StoredId): void {
      fresh.set(hash, id)
      const [high, low] = halves(hash)
      filterOf(Math.floor(id.receivedAt / dayMs)).add(high, low)
    },
    /**
     * From here on filters may lack ids of an earlier owner, so every id may be stored, until the function returned is
     * called: taking a partition does not wait for them.
     */
    beginLoading(): () => void {
      filtersAreWhole = false
      return () => {
        filtersAreWhole = true
      }
    },
    /** Loads a day's filter from the first eight bytes of each hash. */
    loadFilter(day: number, prefixes: Buffer): void {
      const filter = filterOf(day)
      for (let at = 0; at + 8 <= prefixes.length; at += 8)
        filter.add(prefixes.readUInt32BE(at), prefixes.readUInt32BE(at + 4))
    },
    recent: (hash: string): StoredId | undefined => fresh.get(hash) ?? moving.get(hash) ?? indexed.get(hash),
    /** False: the id was certainly not stored in the seven days before or after. */
    maybeStored(hash: string, receivedAt: number): boolean {
      if (!filtersAreWhole) return true
      const [high, low] = halves(hash)
      const day = Math.floor(receivedAt / dayMs)
      for (const [filterDay, filter] of days) {
        if (Math.abs(filterDay - day) <= rememberedDays && filter.mayHold(high, low)) return true
      }
      return false
    },
    /** Starts moving what is remembered into the index; new ids gather apart meanwhile. */
    beginRotation(): void {
      moving = fresh
      fresh = new Map()
    },
    /** The ids that were moving are in weir_data.event_ids now. */
    endRotation(): void {
      indexed = moving
      moving = new Map()
    },
    /** They are not: they stay until the next try. */
    cancelRotation(): void {
      for (const [hash, id] of fresh) moving.set(hash, id)
      fresh = moving
      moving = new Map()
    },
    forgetDaysBefore(day: number): void {
      for (const known of days.keys()) if (known < day) days.delete(known)
    },
    freshCount: () => fresh.size,
    filterBytes: () => [...days.values()].reduce((sum, filter) => sum + filter.bytes(), 0),
  }
}

export type IdMemory = ReturnType<typeof createIdMemory>
