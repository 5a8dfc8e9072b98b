import type { ClickHouse } from '@weir/clickhouse'

/** Events accepted and what became of them, by tenant and minute of `receivedAt`, from `from` (included) to `to`. */
const counts = `
  SELECT tenant, minute, sum(a) AS accepted, sum(s) AS stored, sum(d) AS duplicate, sum(q) AS quarantined, sum(x) AS suppressed
  FROM (
    SELECT tenant, minute, accepted AS a, 0 AS s, 0 AS d, 0 AS q, 0 AS x FROM weir_data.ledger_accepted
    WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
    UNION ALL
    SELECT tenant, toStartOfMinute(received_at) AS minute, 0, 1, 0, 0, 0 FROM weir_data.events
    WHERE received_at >= toDateTime({from:UInt32}, 'UTC') AND received_at < toDateTime({to:UInt32}, 'UTC')
    UNION ALL
    SELECT tenant, toStartOfMinute(received_at) AS minute, 0, 0, outcome = 'duplicate', outcome = 'quarantined', outcome = 'suppressed'
    FROM weir_data.event_outcomes
    WHERE received_at >= toDateTime({from:UInt32}, 'UTC') AND received_at < toDateTime({to:UInt32}, 'UTC')
  ) GROUP BY tenant, minute`

/**
 * Writes the ledger's lines of these minutes; the same minute may be written again, the newest line wins.
 * @returns how many events are accepted but not accounted for, over all these minutes: 0 unless something is broken.
 */
export async function minuteLines(
  clickhouse: Pick<ClickHouse, 'query' | 'command'>,
  span: { fromMs: number; toMs: number; nowMs: number },
): Promise<number> {
  const params = { from: Math.max(0, Math.floor(span.fromMs / 1000)), to: Math.floor(span.toMs / 1000) }
  await clickhouse.command(
    `INSERT INTO weir_data.ledger (tenant, minute, accepted, stored, duplicate, quarantined, suppressed, version)
     SELECT tenant, minute, accepted, stored, duplicate, quarantined, suppressed, fromUnixTimestamp64Milli({version:Int64})
     FROM (${counts})`,
    { ...params, version: String(span.nowMs) },
  )
  const rows = await clickhouse.query<{ missing: string }>(
    `SELECT sum(abs(toInt64(accepted) - toInt64(stored + duplicate + quarantined + suppressed))) AS missing
     FROM weir_data.ledger FINAL WHERE minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')`,
    params,
  )
  return Number(rows[0]?.missing ?? 0)
}
