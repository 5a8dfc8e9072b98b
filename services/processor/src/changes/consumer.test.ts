import { WeirError } from '@weir/errors'
import { encodeChangeBatch } from '@weir/event'
import type { EventLog, PartitionHandler } from '@weir/event-log'
import { createReadiness } from '@weir/lifecycle'
import { createMemoryStateStore, createPositions } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { describe, expect, it } from 'vitest'
import { consumeChanges } from './consumer.ts'

const name = 'processor/identity.changes/0'

async function start(state = createMemoryStateStore()) {
  const rows: string[] = []
  const readiness = createReadiness()
  let handler: PartitionHandler | undefined
  const log = {
    bounds: async () => ({ generation: 'g', partitions: [{ start: 0, end: 0 }] }),
    async consume(_topic: string, _group: string, given: PartitionHandler) {
      handler = given
      return { async stop() {} }
    },
    async processed() {},
  }
  await consumeChanges({
    log: log as unknown as EventLog,
    positions: createPositions(state),
    clickhouse: {
      async insert(_table, _columns, lines) {
        rows.push(String(lines))
      },
    },
    readiness,
    logger: createLogger({ service: 'processor', level: 'silent' }),
  })
  const change = { tenant: 't', keyId: 2, oneId: 1, version: 5, changedAt: 1_000 }
  const value = encodeChangeBatch({ generation: 'g', changes: [change] } as never)
  const record = (offset: number) => ({ partition: 0, offset, appendedAt: 0, value })
  return { handler: handler!, rows, record, check: () => readiness.report().checks[name] }
}

describe('changes of identity on their way to ClickHouse', () => {
  it('go on where they were, and a worker that lost the partition moves nothing', async () => {
    const state = createMemoryStateStore()
    const old = await start(state)
    expect(await old.handler.open(0)).toBe(0)
    await old.handler.records(0, [old.record(0)])
    expect(old.rows).toEqual(['["t",2,1,5,"1.000"]\n'])
    const young = await start(state)
    expect(await young.handler.open(0)).toBe(1)
    const fenced = await old.handler.records(0, [old.record(1)]).catch(error => error)
    expect(fenced).toMatchObject({ code: 'FENCED' })
    old.handler.failed?.(0, fenced)
    expect(old.check()).toBeUndefined()
    await young.handler.records(0, [young.record(1)])
    expect(await (await start(state)).handler.open(0)).toBe(2)
  })

  it('that cannot be written are named in readiness until the partition goes elsewhere', async () => {
    const { handler, check } = await start()
    await handler.open(0)
    handler.failed?.(0, new WeirError('CLICKHOUSE_DATA_REFUSED', 'row 1 is refused'))
    expect(check()).toMatchObject({ ok: false, reason: 'row 1 is refused' })
    await handler.closed(0)
    expect(check()).toEqual({ ok: true })
  })
})
