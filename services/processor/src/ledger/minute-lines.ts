import type { ClickHouse } from '@weir/clickhouse'

/**
 * Events accepted and what became of them, by tenant and minute of `receivedAt`, from `from` (included) to `to`.
 * Bounds of `received_at` have its precision: with `< toDateTime(…)` ClickHouse 26.7 skips granules whose events are all
 * of the last second before the bound.
 */
const counts = `
  SELECT tenant, minute, sum(a) AS accepted, sum(s) AS stored, sum(d) AS duplicate, sum(q) AS quarantined, sum(x) AS suppressed
  FROM (
    SELECT tenant, minute, accepted AS a, 0 AS s, 0 AS d, 0 AS q, 0 AS x FROM weir_data.ledger_accepted
    WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
    UNION ALL
    SELECT tenant, toStartOfMinute(received_at) AS minute, 0, 1, 0, 0, 0 FROM weir_data.events
    WHERE received_at >= toDateTime64({from:UInt32}, 3, 'UTC') AND received_at < toDateTime64({to:UInt32}, 3, 'UTC')
    UNION ALL
    SELECT tenant, toStartOfMinute(received_at) AS minute, 0, 0, outcome = 'duplicate', outcome = 'quarantined', outcome = 'suppressed'
    FROM weir_data.event_outcomes
    WHERE received_at >= toDateTime64({from:UInt32}, 3, 'UTC') AND received_at < toDateTime64({to:UInt32}, 3, 'UTC')
  ) GROUP BY tenant, minute`

export interface UnbalancedMinute {
  tenant: string
  minute: string
  accepted: string
  decided: string
}

/**
 * Writes the ledger's lines of these minutes; the same minute may be written again, the newest line wins.
 * @returns the minutes in which accepted events are not accounted for: none, unless an event came late or something is broken.
 */
export async function writeMinuteLines(
  clickhouse: Pick<ClickHouse, 'query' | 'command'>,
  span: { fromMs: number; toMs: number; nowMs: number },
): Promise<UnbalancedMinute[]> {
  const params = { from: Math.max(0, Math.floor(span.fromMs / 1000)), to: Math.floor(span.toMs / 1000) }
  await clickhouse.command(
    `INSERT INTO weir_data.ledger (tenant, minute, accepted, stored, duplicate, quarantined, suppressed, version)
     SELECT tenant, minute, accepted, stored, duplicate, quarantined, suppressed, fromUnixTimestamp64Milli({version:Int64})
     FROM (${counts})`,
    { ...params, version: String(span.nowMs) },
  )
  return clickhouse.query<UnbalancedMinute>(
    `SELECT tenant, minute, accepted, stored + duplicate + quarantined + suppressed AS decided
     FROM weir_data.ledger FINAL
     WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC') AND accepted != decided
     ORDER BY minute LIMIT 100`,
    params,
  )
}
