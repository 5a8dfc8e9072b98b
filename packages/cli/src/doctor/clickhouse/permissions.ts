import { randomBytes } from 'node:crypto'
import type { ClickHouse } from '@weir/clickhouse'
import { type Finding, findingsOf } from '../finding.ts'

/** What the services do with their user, done once with a table in memory that is gone afterwards. */
export async function permissionFindings(clickhouse: ClickHouse): Promise<Finding[]> {
  const { ok } = findingsOf('clickhouse')
  const [made] = await clickhouse.query<{ databases: string }>(
    `SELECT count() AS databases FROM system.databases WHERE name = 'weir_data'`,
  )
  if (Number(made?.databases) === 0) return []
  const table = `weir_data.doctor_${randomBytes(6).toString('hex')}`
  await clickhouse.command(`CREATE TABLE ${table} (n UInt8) ENGINE = Memory`)
  try {
    // With the settings every insert sends: a profile that forbids changing them is told here.
    await clickhouse.insert(table, ['n'], '[1]')
    await clickhouse.query(`SELECT n FROM ${table}`)
  } finally {
    await clickhouse.command(`DROP TABLE ${table}`)
  }
  return [ok('may create, insert, select and drop in weir_data, and send settings with an insert')]
}
