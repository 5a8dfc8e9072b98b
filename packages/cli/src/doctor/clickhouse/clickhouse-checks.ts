import {
  type ClickHouse,
  clickhouseEndpoint,
  pendingMigrations,
  readMigrations,
  type Shard,
  type ShardedClickHouse,
} from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import { inRepository } from '../../repository.ts'
import { runsClickHouse } from '../../start/tree.ts'
import type { Check } from '../check.ts'
import { clockFinding } from '../clock.ts'
import { type Finding, faultOf, findingsOf } from '../finding.ts'
import { latencyOf } from '../measure.ts'
import { areSecretsAbsent, type Patient } from '../patient.ts'
import { diskFindings } from './disks.ts'
import { permissionFindings } from './permissions.ts'
import { tableFindings } from './tables.ts'

/** The oldest with the JSON type that Weir's tables have. */
const oldest = [25, 3] as const

export const clickhouseChecks = (patient: Patient): Check[] => [
  { about: 'clickhouse', look: () => clickhouseFindings(patient) },
]

async function clickhouseFindings(patient: Patient): Promise<Finding[]> {
  const { ok } = findingsOf('clickhouse')
  const embedded = runsClickHouse(patient.config)
  const rests = () => [ok('the embedded ClickHouse runs only while Weir runs; start Weir to look into it')]
  const mayRest = embedded && !patient.running
  if (mayRest && areSecretsAbsent(patient.config)) return rests()
  const clickhouse = await patient.clickhouse()
  try {
    await clickhouse.ping()
  } catch (error) {
    if (mayRest && isWeirError(error, 'CLICKHOUSE_UNAVAILABLE')) return rests()
    throw error
  }
  const latency = await latencyOf(() => clickhouse.ping())
  const endpoint = new URL(clickhouseEndpoint(patient.config)).host
  const shards = clickhouse.shards.map((shard, index) => shardFindings(shard, index, clickhouse, embedded))
  const found = await Promise.all([
    ...shards,
    attempt(async () => [await migrationFinding(clickhouse)]),
    attempt(() => permissionFindings(clickhouse)),
  ])
  return [ok(`${embedded ? 'embedded, ' : ''}answers at ${endpoint} in ${latency}`), ...found.flat()]
}

/** What each machine has for itself; in a cluster every shard is asked. */
async function shardFindings(
  shard: Shard,
  index: number,
  { shards }: ShardedClickHouse,
  embedded: boolean,
): Promise<Finding[]> {
  const found = await Promise.all([
    attempt(async () => [await versionFinding(shard)]),
    attempt(async () => [await clockFinding('clickhouse', () => serverNow(shard))]),
    attempt(() => diskFindings(shard)),
    attempt(() => tableFindings(shard, { embedded })),
  ])
  if (shards.length === 1) return found.flat()
  return found.flat().map(finding => ({ ...finding, what: `shard ${index + 1}: ${finding.what}` }))
}

const attempt = (look: () => Promise<Finding[]>): Promise<Finding[]> =>
  look().catch((error: unknown) => [faultOf('clickhouse', error)])

async function versionFinding(clickhouse: ClickHouse): Promise<Finding> {
  const { ok, fault } = findingsOf('clickhouse')
  const [row] = await clickhouse.query<{ version: string }>('SELECT version() AS version')
  const version = row?.version ?? 'unknown'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return ok(`version ${version}`)
  return fault(`version ${version} is too old`, `Use ClickHouse ${oldest.join('.')} or newer.`)
}

async function serverNow(clickhouse: ClickHouse): Promise<number> {
  const [row] = await clickhouse.query<{ now: string }>('SELECT toUnixTimestamp64Milli(now64(3)) AS now')
  return Number(row?.now)
}

async function migrationFinding(clickhouse: ShardedClickHouse): Promise<Finding> {
  const { ok, warning } = findingsOf('clickhouse')
  const files = await readMigrations(inRepository('schemas/clickhouse'))
  const pending = await pendingMigrations(clickhouse, files)
  if (pending.length === 0) return ok(`all ${files.length} migrations are applied`)
  return warning(`migrations are pending: ${pending.join(', ')}`, 'Run weir migrate, or start the processor.')
}
