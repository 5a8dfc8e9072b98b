import type { ClickHouse } from '@weir/clickhouse'
import { eventually } from '../recovery/settle.ts'
import { voidUnless } from './scenario.ts'

/** Events that have an outcome, and minutes of the ledger that are final: two look-ups of metadata, cheap enough for every second. */
export async function decidedSoFar(clickhouse: ClickHouse): Promise<{ decided: number; finalUntilMs: number }> {
  const [row] = await clickhouse.query<{ decided: string; minute: string }>(
    `SELECT (SELECT count() FROM weir_data.events) + (SELECT count() FROM weir_data.event_outcomes) AS decided,
            (SELECT toUnixTimestamp(max(minute)) FROM weir_data.ledger) AS minute`,
  )
  const minute = Number(row?.minute)
  return { decided: Number(row?.decided), finalUntilMs: minute === 0 ? 0 : (minute + 60) * 1_000 }
}

/**
 * Every accepted id of a run is stored, exactly once, and no other: by count, by sum and by sum of squares of the numbers the
 * ids end in, because millions of ids are too many to fetch. Waits a while for the last of them.
 */
export async function assertStoredOnce(
  clickhouse: ClickHouse,
  runId: string,
  accepted: ReadonlySet<string>,
): Promise<void> {
  const sent = fingerprintOf(accepted)
  const stored = () => storedFingerprint(clickhouse, `e-${runId}-`)
  await eventually(stored, found => found === sent, settleMs).catch(async () => {
    voidUnless(false, `accepted (rows, ids, sum, squares) ${sent}, stored ${await stored()}`)
  })
}

const settleMs = 30_000

function fingerprintOf(ids: ReadonlySet<string>): string {
  let sum = 0n
  let squares = 0n
  for (const id of ids) {
    const number = BigInt(id.slice(id.lastIndexOf('-') + 1))
    sum += number
    squares += number * number
  }
  return `${ids.size} ${ids.size} ${sum} ${squares}`
}

async function storedFingerprint(clickhouse: ClickHouse, prefix: string): Promise<string> {
  const [row] = await clickhouse.query<{ rows: string; ids: string; sum: string; squares: string }>(
    `SELECT count() AS rows, uniqExact(n) AS ids, sum(n) AS sum, sum(toUInt128(n) * n) AS squares FROM (
       SELECT toUInt64(splitByChar('-', id)[-1]) AS n FROM weir_data.events WHERE startsWith(id, {prefix:String}))`,
    { prefix },
  )
  return row ? `${row.rows} ${row.ids} ${row.sum} ${row.squares}` : ''
}
