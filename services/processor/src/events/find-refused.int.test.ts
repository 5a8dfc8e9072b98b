import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventColumns } from './columns.ts'
import { findRefused } from './find-refused.ts'

/** Rows of one partition; the properties of those at `poisoned` are none ClickHouse can hold. */
function rowsOf(partition: number, count: number, poisoned: readonly number[]) {
  const lines = Array.from(
    { length: count },
    (_, at) =>
      `${eventColumns
        .map(column => {
          if (column === 'properties') return poisoned.includes(at) ? '{"a":"\\ud800"}' : '{}'
          if (column === 'partition') return partition
          if (column === 'offset') return at
          if (column === 'id_hash') return '"00000000-0000-0000-0000-000000000000"'
          if (column === 'amount') return 'null'
          if (column === 'context') return '{}'
          if (column === 'key_ids' || column === 'flags' || column.startsWith('items.')) return '[]'
          return /_at$|_id$|_key$|index|^accepted/.test(column) && column !== 'order_id' ? 0 : '""'
        })
        .join(',')}`,
  ).map(line => `[${line}]\n`)
  const readBack = { where: '1' }
  return { table: 'weir_data.events', columns: eventColumns, rows: lines.join(''), rowCount: count, readBack, shard: 0 }
}

describe('looking for what ClickHouse refuses', () => {
  let engine: TestClickHouse
  beforeAll(async () => {
    engine = await startEmbedded()
  })
  afterAll(() => engine?.stop())

  it('finds exactly that while other workers look in the same scratch table and empty it', async () => {
    const poisoned = [[3, 61], [0], [], [17, 18, 19], [63]]
    const found = await Promise.all(
      poisoned.map((own, partition) => findRefused(engine.clickhouse, rowsOf(partition, 64, own))),
    )
    expect(found).toEqual(poisoned.map(own => own.map(at => `${at}.0`)))
    expect(await engine.clickhouse.query('SELECT 1 FROM weir_data.events_scratch')).toEqual([])
  })
})
