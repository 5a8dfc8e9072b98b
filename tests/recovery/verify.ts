import { readFile } from 'node:fs/promises'
import type { ClickHouse } from '@weir/clickhouse'
import { peopleOfLoad } from '../platform/load.ts'

/** Every id that was accepted, and how often it is stored. Empty lists mean exactly once. */
export async function storedOnce(clickhouse: ClickHouse, accepted: ReadonlySet<string>) {
  const rows = await clickhouse.query<{ id: string; copies: string }>(
    'SELECT id, count() AS copies FROM weir_data.events GROUP BY id',
  )
  const stored = new Map(rows.map(({ id, copies }) => [id, Number(copies)]))
  return {
    stored: stored.size,
    lost: [...accepted].filter(id => !stored.has(id)),
    doubled: await whereDoubled(clickhouse),
    unasked: [...stored.keys()].filter(id => !accepted.has(id)),
  }
}

/** Each id stored more than once, with the coordinates of its copies. */
async function whereDoubled(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query<{ id: string; copies: string }>(
    `SELECT id, toString(groupArray((partition, offset, record_index, accepted_offset, accepted_index, stored_at))) AS copies
     FROM weir_data.events GROUP BY id HAVING count() > 1 ORDER BY id LIMIT 20`,
  )
  return rows.map(({ id, copies }) => `${id} at ${copies}`)
}

export interface LedgerTotals {
  accepted: number
  stored: number
  duplicate: number
  quarantined: number
  suppressed: number
  missing: number
  minutes: number
}

export async function ledger(clickhouse: ClickHouse): Promise<LedgerTotals> {
  const [row] = await clickhouse.query<Record<keyof LedgerTotals, string>>(
    `SELECT sum(accepted) AS accepted, sum(stored) AS stored, sum(duplicate) AS duplicate, sum(quarantined) AS quarantined,
            sum(suppressed) AS suppressed, sum(abs(missing)) AS missing, count() AS minutes FROM weir.ledger`,
  )
  return Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]),
  ) as unknown as LedgerTotals
}

/** Metrics whose points can be recounted from the rows of weir_data.events by hand-written SQL, one operand each. */
const recounts = [
  { metric: 'payment_success_rate', operand: 1, value: 'count', where: "type = 'payment.succeeded'" },
  {
    metric: 'payment_success_rate',
    operand: 2,
    value: 'count',
    where: "type IN ('payment.succeeded', 'payment.failed')",
  },
  { metric: 'payments_failed', operand: 0, value: 'count', where: "type = 'payment.failed'" },
  { metric: 'orders_paid', operand: 0, value: 'count', where: "type = 'order.paid'" },
  { metric: 'paid_gmv', operand: 0, value: 'sum', where: "type = 'order.paid'" },
] as const

/**
 * Compares metric points with a recount of the stored events, bucket by bucket in every tier.
 * @returns one line for each bucket that differs.
 */
export async function recountMetrics(clickhouse: ClickHouse): Promise<string[]> {
  const differences: string[] = []
  for (const { metric, operand, value, where } of recounts) {
    for (const tier of [10, 60, 900]) {
      const rows = await clickhouse.query<{ bucket: string; points: string; events: string }>(
        `SELECT bucket, sum(p) AS points, sum(e) AS events FROM (
           SELECT bucket, ${value === 'count' ? 'toDecimal128(count, 6)' : 'sum'} AS p, toDecimal128(0, 6) AS e FROM weir_data.metric_points
           WHERE metric LIKE {metric:String} AND operand = {operand:UInt8} AND tier = {tier:UInt16}
           UNION ALL
           SELECT toDateTime(intDiv(toUnixTimestamp(occurred_at), {tier:UInt16}) * {tier:UInt16}, 'UTC') AS bucket, toDecimal128(0, 6) AS p,
                  toDecimal128(${value === 'count' ? '1' : 'ifNull(amount, 0)'}, 6) AS e
           FROM weir_data.events WHERE ${where}
         ) GROUP BY bucket HAVING points != events`,
        { metric: `${metric}@%`, operand, tier },
      )
      differences.push(
        ...rows.map(
          row => `${metric}/${operand} tier ${tier} at ${row.bucket}: points ${row.points}, events ${row.events}`,
        ),
      )
    }
  }
  return [...differences, ...(await recountPersons(clickhouse))]
}

/** online_users counts every type the load sends: the members of each bucket are the persons of its events. */
async function recountPersons(clickhouse: ClickHouse): Promise<string[]> {
  const rows = await clickhouse.query<{ tier: number; bucket: string; points: string; events: string }>(
    `SELECT tier, bucket, uniqExactIf(member, source = 'points') AS points, uniqExactIf(member, source = 'events') AS events FROM (
       SELECT tier, bucket, member, 'points' AS source FROM weir_data.metric_points WHERE metric LIKE 'online_users@%' AND member != 0
       UNION ALL
       SELECT tier, toDateTime(intDiv(toUnixTimestamp(occurred_at), tier) * tier, 'UTC') AS bucket, anchor_key AS member, 'events' AS source
       FROM weir_data.events ARRAY JOIN [10, 60, 900] AS tier WHERE anchor_key != 0
     ) GROUP BY tier, bucket HAVING points != events`,
  )
  return rows.map(row => `online_users tier ${row.tier} at ${row.bucket}: points ${row.points}, events ${row.events}`)
}

/**
 * The load has `peopleOfLoad` persons with several keys each, all of them seen together sooner or later: the batch answer
 * is one OneID a person, and none shared. Persons with several OneIDs, and OneIDs with several persons, up to 20.
 */
export async function peopleApart(clickhouse: ClickHouse) {
  const resolved = `SELECT toUInt64(splitByChar('-', id)[-1]) % ${peopleOfLoad} AS person, one_id FROM weir.events`
  const wrong = (of: string, other: string) =>
    clickhouse.query<{ of: string; others: string }>(
      `SELECT toString(${of}) AS of, toString(groupUniqArray(10)(${other})) AS others FROM (${resolved})
       GROUP BY ${of} HAVING uniqExact(${other}) > 1 ORDER BY ${of} LIMIT 20`,
    )
  const [row] = await clickhouse.query<{ count: string }>(`SELECT uniqExact(one_id) AS count FROM (${resolved})`)
  return {
    count: Number(row?.count),
    split: (await wrong('person', 'one_id')).map(({ of, others }) => `person ${of} has ${others}`),
    mixed: (await wrong('one_id', 'person')).map(({ of, others }) => `OneID ${of} holds ${others}`),
  }
}

/** Whether a running ClickHouse, its logs and the state hold a value in clear that was sent protected. */
export async function filesHolding(paths: readonly string[], secretsSent: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const bytes = await readFile(path)
    for (const secret of secretsSent) if (bytes.includes(secret)) found.push(`${secret} in ${path}`)
  }
  return found
}
