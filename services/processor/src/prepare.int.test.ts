import { readMigrations, type ShardedClickHouse } from '@weir/clickhouse'
import { schemaDirectory, startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { WeirError } from '@weir/errors'
import { parseMetrics } from '@weir/metric-definitions'
import { createLeases, createMemoryStateStore, type Leases } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareClickHouse } from './prepare.ts'
import { shippedMetrics } from './worker.fixture.ts'

describe('workers that start together', () => {
  let engine: TestClickHouse
  beforeEach(async () => {
    engine = await startEmbedded({ migrated: false })
  })
  afterEach(() => engine?.stop())

  const state = createMemoryStateStore()
  const prepare = async (holder: string, clickhouse: ShardedClickHouse, leases: Leases) =>
    prepareClickHouse({
      clickhouse,
      state,
      leases,
      holder,
      files: await readMigrations(schemaDirectory),
      metrics: parseMetrics(await shippedMetrics()),
      signal: new AbortController().signal,
      onWait() {},
    })

  /** Statements by how often they were begun and done. */
  const journal = () =>
    engine.clickhouse.query(`
      SELECT state, toUInt32(count()) AS lines, toUInt32(uniqExact(name, statement)) AS statements
      FROM weir_data.migrations GROUP BY state ORDER BY state`)
  const views = () =>
    engine.clickhouse.query("SELECT 1 FROM system.tables WHERE database = 'weir' AND name LIKE 'metric_%'")

  it('make the tables once', async () => {
    const leases = createLeases(state)
    await Promise.all(['a', 'b', 'c'].map(holder => prepare(holder, engine.clickhouse, leases)))
    const [done, started] = (await journal()) as { lines: number; statements: number }[]
    expect(done!.lines).toBe(done!.statements)
    expect(started).toEqual({ ...done, state: 'started' })
    expect((await views()).length).toBeGreaterThan(20)
  })

  it('go on where one was that lost its lease in the middle, before its next statement', async () => {
    const leases = createLeases(state)
    let statements = 0
    let lost = new AbortController()
    const losing: Leases = {
      async acquire(name, options) {
        lost = new AbortController()
        return { ...(await leases.acquire(name, options)), lost: lost.signal }
      },
    }
    const clickhouse: ShardedClickHouse = {
      ...engine.clickhouse,
      async command(...given) {
        await engine.clickhouse.command(...given)
        statements += 1
        if (statements === 6) lost.abort(new WeirError('FENCED', 'the lease is lost'))
      },
    }
    await prepare('sleeper', clickhouse, losing)
    const lines = (await journal()) as { statements: number }[]
    expect(lines[0]!.statements).toBe(lines[1]!.statements)
    expect((await views()).length).toBeGreaterThan(20)
  })
})
