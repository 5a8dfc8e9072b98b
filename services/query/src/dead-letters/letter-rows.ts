import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import { type Coordinates, formatCoordinates, parseCoordinates } from '../receipts/coordinates.ts'
import { fromClickHouseTime } from '../times.ts'
import { type Filter, filterParams, filterSql } from './filter.ts'
import { replayedSql } from './replayed-sql.ts'

/** A refused event as ClickHouse keeps it. Its texts are sealed, base64. */
export interface Letter {
  /** Its place on events.rejected: what names it. */
  coordinates: Coordinates
  id: string
  source: string
  type: string
  code: string
  field: string
  message: string
  /** Unix ms. */
  receivedAt: number
  door: string
  /** Bytes of the original as it was sent. */
  originalLength: number
  state: 'open' | 'replayed'
}

export interface SealedLetter extends Letter {
  original: string
  delivery: string
}

interface Row {
  source: string
  id: string
  type: string
  code: string
  field: string
  message: string
  received_at: string
  door: string
  original_length: number
  log: string
  partition: number
  offset: string
  record_index: number
  replayed: number
  original?: string
  delivery?: string
}

const columns = `source, id, type, code, field, message, received_at, door, original_length, log, partition, offset, record_index`
const order = 'received_at DESC, log DESC, partition DESC, offset DESC, record_index DESC'
const place = "concat(log, '.', toString(partition), '.', toString(offset), '.', toString(record_index))"

/** Everything at or behind the cursor in the order of the list. */
const behind = `({start:Bool} OR (received_at, log, partition, offset, record_index)
  < (fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {log:String}, {partition:UInt16}, {offset:UInt64}, {index:UInt16}))`

const listSql = (more: string) => `SELECT ${columns}${more}, ${replayedSql(filterSql)} AS replayed
  FROM weir_data.dead_letters WHERE ${filterSql} AND ${behind}
    AND ({state:String} = '' OR replayed = ({state:String} = 'replayed'))
  ORDER BY ${order} LIMIT {limit:UInt32}`

const atPlaces = `tenant = {tenant:String} AND offset IN {offsets:Array(UInt64)} AND ${place} IN {letters:Array(String)}`
const placesSql = `SELECT ${columns}, original, delivery, ${replayedSql(atPlaces)} AS replayed
  FROM weir_data.dead_letters WHERE ${atPlaces}`

export interface LetterPage<L extends Letter> {
  letters: L[]
  /** Where the next page begins; absent on the last. */
  next?: string
}

export interface ListOptions {
  limit: number
  cursor?: string | undefined
  now: number
}

/** Letters of a tenant, the newest first. @throws WeirError REQUEST_MALFORMED for a cursor that is none. */
export async function listLetters(clickhouse: ClickHouse, tenant: string, filter: Filter, options: ListOptions) {
  return page(await queryPage(clickhouse, listSql(''), tenant, filter, options), letterOf, options.limit)
}

/** The same with their sealed texts. */
export async function listSealedLetters(clickhouse: ClickHouse, tenant: string, filter: Filter, options: ListOptions) {
  const sql = listSql(', original, delivery')
  return page(await queryPage(clickhouse, sql, tenant, filter, options), sealedLetterOf, options.limit)
}

/** The letters at these places, in no order; those that are not there are left out. */
export async function lettersAt(
  clickhouse: ClickHouse,
  tenant: string,
  places: readonly Coordinates[],
): Promise<SealedLetter[]> {
  const rows = await clickhouse.query<Row>(placesSql, {
    tenant,
    offsets: places.map(({ offset }) => offset),
    letters: places.map(formatCoordinates),
  })
  return rows.map(sealedLetterOf)
}

function queryPage(
  clickhouse: ClickHouse,
  sql: string,
  tenant: string,
  filter: Filter,
  { limit, cursor, now }: ListOptions,
): Promise<Row[]> {
  const { at, coordinates } = cursor === undefined ? start : parseCursor(cursor)
  const params = filterParams(tenant, filter, now)
  return clickhouse.query<Row>(sql, {
    ...params,
    ...(at > 0 && { to: Math.min(Number(params.to), at + 1) }),
    ...coordinates,
    at,
    start: at === 0,
    // One more tells whether there is a next page.
    limit: limit + 1,
  })
}

function page<L extends Letter>(rows: readonly Row[], read: (row: Row) => L, limit: number): LetterPage<L> {
  const letters = rows.slice(0, limit).map(read)
  const last = letters.at(-1)
  return { letters, ...(rows.length > limit && last && { next: cursorOf(last) }) }
}

const start = { at: 0, coordinates: { log: '', partition: 0, offset: 0, index: 0 } }
const cursorOf = ({ receivedAt, coordinates }: Letter) => `${receivedAt}.${formatCoordinates(coordinates)}`

function parseCursor(cursor: string): typeof start {
  const [, at, coordinates] = /^(\d{12,14})\.(.+)$/.exec(cursor) ?? []
  if (at !== undefined && coordinates !== undefined)
    return { at: Number(at), coordinates: parseCoordinates(coordinates, 'cursor') }
  throw new WeirError('REQUEST_MALFORMED', 'this is no cursor', {
    field: 'cursor',
    remedy: 'Send `next` of the answer before, or leave it out to begin.',
  })
}

const letterOf = (row: Row): Letter => ({
  coordinates: { log: row.log, partition: row.partition, offset: Number(row.offset), index: row.record_index },
  id: row.id,
  source: row.source,
  type: row.type,
  code: row.code,
  field: row.field,
  message: row.message,
  receivedAt: fromClickHouseTime(row.received_at),
  door: row.door,
  originalLength: row.original_length,
  state: row.replayed === 1 ? 'replayed' : 'open',
})

const sealedLetterOf = (row: Row): SealedLetter => ({
  ...letterOf(row),
  original: row.original ?? '',
  delivery: row.delivery ?? '',
})
