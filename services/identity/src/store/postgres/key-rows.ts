/** What a batch reads and writes of a key at rest. */
export interface StoredKey {
  keyId: number
  oneId: number
  firstAt: number
  lastHour: number
  degree: number
}

/** The same as PostgreSQL answers with it: integers of 64 bits come as text. */
export interface KeyRow {
  key_id: string
  one_id: string
  first_at: string
  last_hour: number
  degree: number
}

/** The columns of a `KeyRow`. */
export const keyColumns = 'k.key_id, k.one_id, k.first_at, k.last_hour, k.degree'

export const storedKey = (row: KeyRow): StoredKey => ({
  keyId: Number(row.key_id),
  oneId: Number(row.one_id),
  firstAt: Number(row.first_at),
  lastHour: row.last_hour,
  degree: row.degree,
})
