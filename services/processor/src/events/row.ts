import { type Event, type IdentifiedEvent, uuidOf } from '@weir/event'
import type { Place } from './decide.ts'
import { type ReadPayload, scalarColumns } from './payload-reader.ts'

/** Unix ms as ClickHouse reads a DateTime64(3): seconds with three decimals. */
export const timeText = (ms: number): string => (ms / 1000).toFixed(3)

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

const coordinates = (identified: IdentifiedEvent, place: Place): string =>
  `${JSON.stringify(place.log)},${place.partition},${place.offset},${place.index},${identified.partition},${identified.offset},${identified.index}`

const quoted = (values: readonly string[]): string => `[${values.map(value => JSON.stringify(value)).join(',')}]`

/** One line of JSONCompactEachRow in the order of `eventColumns`. */
export function eventRow(
  identified: IdentifiedEvent & { event: Event },
  hash: string,
  place: Place,
  payload: ReadPayload,
  sealed: string,
): string {
  const { event } = identified
  const { items, columns } = payload
  let scalars = columns.amount === undefined ? 'null' : `"${columns.amount}"`
  for (let at = 1; at < scalarColumns.length; at++) scalars += `,${JSON.stringify(columns[scalarColumns[at]!] ?? '')}`
  const nested =
    items.length === 0
      ? '[],[],[],[],[]'
      : `${quoted(items.map(item => item.sku))},${quoted(items.map(item => item.category))},${quoted(items.map(item => item.quantity))},${quoted(items.map(item => item.price))},${quoted(items.map(item => item.discount))}`
  return `[${JSON.stringify(event.tenant)},${JSON.stringify(event.source)},${JSON.stringify(event.id)},"${uuidOf(hash)}",${JSON.stringify(event.type)},"${timeText(event.occurredAt)}","${timeText(event.receivedAt)}",${identified.oneId},${identified.anchorKey},[${identified.keyIds.join(',')}],${scalars},${nested},${payload.properties},${JSON.stringify(event.context)},${quoted(event.flags)},"${sealed}","${hexOf(event.payloadSchema)}",${coordinates(identified, place)}]\n`
}

export interface OutcomeDetail {
  outcome: 'duplicate' | 'quarantined' | 'suppressed'
  code?: string
  field?: string
  message?: string
  /** Sealed, base64. */
  original?: string
  duplicateOf?: string
}

/** One line of JSONCompactEachRow in the order of `outcomeColumns`. */
export function outcomeRow(identified: IdentifiedEvent, hash: string, place: Place, detail: OutcomeDetail): string {
  const { event } = identified
  const texts = [
    identified.tenant,
    event?.source ?? '',
    event?.id ?? '',
    uuidOf(hash),
    event?.type ?? '',
    detail.outcome,
  ]
  const reason = [
    detail.code ?? '',
    detail.field ?? '',
    detail.message ?? '',
    timeText(identified.receivedAt),
    detail.original ?? '',
  ]
  return `[${quoted(texts).slice(1, -1)},${quoted(reason).slice(1, -1)},${coordinates(identified, place)},${JSON.stringify(detail.duplicateOf ?? '')}]\n`
}
