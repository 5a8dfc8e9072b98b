import type { OnceInsert } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import { createMemoryStateStore, createPositions, type Json } from '@weir/state-store'
import { describe, expect, it } from 'vitest'
import type { RangeJob } from './job.ts'
import { createPartitionWriter } from './partition-writer.ts'
import type { Intent } from './range.ts'

type Batch = { texts: string[]; day: number }
const at = { group: 'g', topic: 'events.identified', generation: 'gen', partition: 0 }

/** A table that remembers what was written under which token, as ClickHouse does. */
function fakeTable() {
  const tokens = new Map<string, string>()
  let failing: WeirError | undefined
  return {
    rows: () => [...tokens.values()].join(''),
    tokens,
    failWith(error: WeirError | undefined) {
      failing = error
    },
    async insertOnce(insert: OnceInsert) {
      if (failing) throw failing
      const token = `${insert.table}/${insert.token.from}-${insert.token.to}`
      const repeated = tokens.has(token)
      if (!repeated) tokens.set(token, String(insert.rows))
      return { attempt: 0, repeated }
    },
  }
}

const job: RangeJob<Batch, Json> = {
  topic: 'events.identified',
  group: 'g',
  limits: { events: 3, bytes: 1_000, ageMs: () => 5 },
  decode(value) {
    const batch = JSON.parse(Buffer.from(value).toString()) as Batch
    return { batch, events: batch.texts.length, day: batch.day }
  },
  opened: async () => {},
  async plan({ records }) {
    const rows = records.map(({ batch }) => batch.texts.join(',')).join('|')
    const readBack = { where: '1', params: {} }
    return {
      inserts: [{ table: 't', columns: [], rows: `${rows};`, rowCount: 1, readBack, shard: 0 }],
      extra: null,
      done() {},
    }
  },
  newestWritten: async () => [undefined],
  definitions: () => 'd',
}

const record = (offset: number, texts: string[], day = 1) => ({
  partition: 0,
  offset,
  appendedAt: 0,
  value: Buffer.from(JSON.stringify({ texts, day })),
})

async function setUp(table = fakeTable(), positions = createPositions(createMemoryStateStore())) {
  const position = await positions.take<Intent, Json>(at)
  let reached = position.current.next
  const waiters: (() => void)[] = []
  const stopped: Error[] = []
  const writer = createPartitionWriter(
    job,
    { generation: 'gen', partition: 0, position },
    {
      shards: [table],
      untilDone: run => run(),
      now: Date.now,
      partitionsOwned: () => 1,
      async processed(next) {
        reached = next
        for (const wake of waiters.splice(0)) wake()
      },
      stopped(error) {
        stopped.push(error)
        for (const wake of waiters.splice(0)) wake()
      },
    },
  )
  const change = () => new Promise<void>(resolve => waiters.push(resolve))
  return {
    table,
    positions,
    writer,
    stopped,
    change,
    until: async (next: number) => {
      while (reached < next) await change()
    },
  }
}

describe('a partition being written', () => {
  it('cuts ranges by size and by UTC day, in order', async () => {
    const { writer, table, until } = await setUp()
    await writer.add([record(0, ['a', 'b']), record(1, ['c']), record(2, ['d']), record(3, ['e'], 2)])
    await until(4)
    expect([...table.tokens.keys()]).toEqual(['t/0-2', 't/2-3', 't/3-4'])
    expect(table.rows()).toBe('a,b|c;d;e;')
    await writer.close()
  })

  it('does the range of an open intent again, whatever its limits say now', async () => {
    const table = fakeTable()
    const positions = createPositions(createMemoryStateStore())
    const before = await positions.take<Intent, Json>(at)
    await before.intend({ from: 0, to: 3, at: 1, definitions: 'd', quarantined: [] })
    const { writer, until } = await setUp(table, positions)
    await writer.add([record(0, ['a', 'b', 'c']), record(1, ['d', 'e', 'f'])])
    expect(table.tokens.size).toBe(0)
    await writer.add([record(2, ['g']), record(3, ['h'])])
    await until(4)
    expect([...table.tokens.keys()]).toEqual(['t/0-3', 't/3-4'])
    await writer.close()
  })

  it('a worker that lost the partition writes nothing more', async () => {
    const positions = createPositions(createMemoryStateStore())
    const old = await setUp(fakeTable(), positions)
    const young = await setUp(fakeTable(), positions)
    await old.writer.add([record(0, ['a', 'b', 'c'])])
    await old.change()
    expect(old.stopped[0]).toMatchObject({ code: 'FENCED' })
    expect(old.table.tokens.size).toBe(0)
    await young.writer.add([record(0, ['a', 'b', 'c'])])
    await young.until(1)
    expect(young.table.rows()).toBe('a,b,c;')
    await Promise.all([old.writer.close(), young.writer.close()])
  })

  it('stays stopped, with its position where it was, when a table refuses data that is a bug', async () => {
    const { writer, table, stopped, change, positions } = await setUp()
    table.failWith(new WeirError('CLICKHOUSE_DATA_REFUSED', 'no'))
    await writer.add([record(0, ['a', 'b', 'c'])])
    await change()
    expect(stopped[0]).toMatchObject({ code: 'CLICKHOUSE_DATA_REFUSED' })
    const position = (await positions.read(at)).get(0)
    expect(position).toMatchObject({ next: 0, intent: { from: 0, to: 1 } })
    await writer.close()
  })
})
