import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeMinuteLines } from './minute-lines.ts'

const minuteMs = 60_000
const minute = Math.floor(Date.now() / minuteMs - 10) * minuteMs
const seconds = (ms: number) => (ms / 1_000).toFixed(3)

describe('the lines of the ledger', () => {
  let engine: TestClickHouse

  beforeAll(async () => {
    engine = await startEmbedded()
  })
  afterAll(() => engine?.stop())

  it('count events of the first and of the last moment of a minute', async () => {
    // An insert each: nothing else is in their granules, so bounds are tried on the events alone.
    for (const at of [minute, minute + minuteMs - 1])
      await engine.clickhouse.insert(
        'weir_data.events',
        ['tenant', 'received_at'],
        `${JSON.stringify(['demo', seconds(at)])}\n`,
      )
    await engine.clickhouse.insert(
      'weir_data.ledger_accepted',
      ['tenant', 'minute', 'accepted'],
      `${JSON.stringify(['demo', minute / 1_000, 2])}\n`,
    )
    const span = { fromMs: minute, toMs: minute + minuteMs, nowMs: Date.now() }
    expect(await writeMinuteLines(engine.clickhouse, span)).toEqual([])
    const lines = await engine.clickhouse.query('SELECT tenant, accepted, stored FROM weir_data.ledger')
    expect(lines).toEqual([{ tenant: 'demo', accepted: '2', stored: '2' }])
  })
})
