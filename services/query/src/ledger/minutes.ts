import type { ClickHouse } from '@weir/clickhouse'
import { fromClickHouseTime } from '../times.ts'

/** What became of the events of a minute of `receivedAt`. */
export interface Minute {
  /** Unix ms of its start. */
  minute: number
  state: 'final' | 'pending'
  accepted: number
  stored: number
  duplicate: number
  quarantined: number
  suppressed: number
  /** Accepted and without an outcome; below 0, outcomes of events nobody accepted. */
  missing: number
}

export interface LedgerRange {
  tenant: string
  /** Unix ms, whole minutes; `to` exclusive. */
  from: number
  to: number
}

/** A number of ClickHouse as JSON: 64-bit ones come as strings. */
type Count = string | number
type Counts = Record<'accepted' | 'stored' | 'duplicate' | 'quarantined' | 'suppressed', Count>

/**
 * `counted` is the independent count of accepted events. Above a final line's own it means that something arrived after
 * the line was written; below it, that the rows expired while the line stayed.
 */
const finalLines = `SELECT minute, max(line) AS has_line, sum(accepted) AS accepted, sum(stored) AS stored, sum(duplicate) AS duplicate,
    sum(quarantined) AS quarantined, sum(suppressed) AS suppressed, sum(counted) AS counted
  FROM (
    SELECT minute, 1 AS line, accepted, stored, duplicate, quarantined, suppressed, 0 AS counted FROM weir_data.ledger FINAL
    WHERE tenant = {tenant:String} AND minute >= {from:DateTime('UTC')} AND minute < {to:DateTime('UTC')}
    UNION ALL
    SELECT minute, 0, 0, 0, 0, 0, 0, accepted FROM weir_data.ledger_accepted
    WHERE tenant = {tenant:String} AND minute >= {from:DateTime('UTC')} AND minute < {to:DateTime('UTC')}
  ) GROUP BY minute`

/** Bounds have the precision of `received_at`: otherwise ClickHouse 26.7 skips events of the last second before `to`. */
const outcomes = `SELECT minute, sum(s) AS stored, sum(d) AS duplicate, sum(q) AS quarantined, sum(x) AS suppressed
  FROM (
    SELECT toStartOfMinute(received_at) AS minute, 1 AS s, 0 AS d, 0 AS q, 0 AS x FROM weir_data.events
    WHERE tenant = {tenant:String} AND received_at >= toDateTime64({from:DateTime('UTC')}, 3) AND received_at < toDateTime64({to:DateTime('UTC')}, 3)
    UNION ALL
    SELECT toStartOfMinute(received_at), 0, outcome = 'duplicate', outcome = 'quarantined', outcome = 'suppressed'
    FROM weir_data.event_outcomes
    WHERE tenant = {tenant:String} AND received_at >= toDateTime64({from:DateTime('UTC')}, 3) AND received_at < toDateTime64({to:DateTime('UTC')}, 3)
  ) GROUP BY minute`

/** The minutes of a tenant in which anything happened, oldest first. */
export async function readMinutes(clickhouse: ClickHouse, { tenant, from, to }: LedgerRange): Promise<Minute[]> {
  const span = (start: number, end: number) => ({ tenant, from: start / 1000, to: end / 1000 })
  const lines = await clickhouse.query<Counts & { minute: string; has_line: number; counted: Count }>(
    finalLines,
    span(from, to),
  )
  const final = new Map<number, Minute>()
  const counted = new Map<number, number>()
  for (const row of lines) {
    const minute = fromClickHouseTime(row.minute)
    counted.set(minute, Number(row.counted))
    if (row.has_line === 1 && Number(row.counted) <= Number(row.accepted)) final.set(minute, line(minute, 'final', row))
  }
  const pending = await pendingMinutes(clickhouse, { tenant, from, to }, final, counted)
  return [...final.values(), ...pending].sort((a, b) => a.minute - b.minute)
}

/** Only the stretch from the first minute without a final line is counted from the rows themselves. */
async function pendingMinutes(
  clickhouse: ClickHouse,
  { tenant, from, to }: LedgerRange,
  final: ReadonlyMap<number, Minute>,
  counted: ReadonlyMap<number, number>,
): Promise<Minute[]> {
  const newestFinal = Math.max(from - 60_000, ...final.keys())
  const reopened = [...counted.keys()].filter(minute => !final.has(minute) && minute < newestFinal)
  const start = Math.min(newestFinal + 60_000, ...reopened)
  if (start >= to) return []
  const rows = await clickhouse.query<Omit<Counts, 'accepted'> & { minute: string }>(outcomes, {
    tenant,
    from: start / 1000,
    to: to / 1000,
  })
  const decided = new Map(rows.map(row => [fromClickHouseTime(row.minute), row]))
  const minutes = new Set([...decided.keys(), ...[...counted.keys()].filter(minute => minute >= start)])
  return [...minutes]
    .filter(minute => !final.has(minute))
    .map(minute => line(minute, 'pending', { ...nothing, ...decided.get(minute), accepted: counted.get(minute) ?? 0 }))
}

const nothing = { stored: 0, duplicate: 0, quarantined: 0, suppressed: 0 }

function line(minute: number, state: Minute['state'], row: Counts): Minute {
  const counts = {
    stored: Number(row.stored),
    duplicate: Number(row.duplicate),
    quarantined: Number(row.quarantined),
    suppressed: Number(row.suppressed),
  }
  const decided = counts.stored + counts.duplicate + counts.quarantined + counts.suppressed
  // The count of accepted events is written every few seconds, outcomes sooner: an event decided was accepted.
  const accepted = state === 'final' ? Number(row.accepted) : Math.max(Number(row.accepted), decided)
  return { minute, state, accepted, ...counts, missing: accepted - decided }
}
