import type { Fault } from '../read/row.ts'

/** Most events of one request, and most bytes of its body: ingest takes more, but live events wait behind each. */
const mostEvents = 500
const mostBytes = 512 * 1_024
/** Rows that are no event are noted with the batch they stand in; a file full of them must not make one without end. */
const mostFaults = 5_000

/** Consecutive rows of a file: events that are sent in one request, and rows that are none. */
export interface Batch {
  events: { row: number; json: string }[]
  faults: { row: number; fault: Fault }[]
  /** Number of its last row, and digest of that row's content. */
  lastRow: number
  lastDigest: string
  bytes: number
}

export const emptyBatch = (): Batch => ({ events: [], faults: [], lastRow: 0, lastDigest: '', bytes: 0 })

export function addRow(batch: Batch, row: number, made: string | Fault): void {
  batch.lastRow = row
  if (typeof made !== 'string') {
    batch.faults.push({ row, fault: made })
    return
  }
  batch.events.push({ row, json: made })
  batch.bytes += Buffer.byteLength(made) + 1
}

export const isFull = ({ events, faults, bytes }: Batch): boolean =>
  events.length >= mostEvents || bytes >= mostBytes || faults.length >= mostFaults
