import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'
import type { CheckState } from '@weir/lifecycle'
import type { Logger } from '@weir/telemetry'
import type { IdentityStore } from '../store/identity-store.ts'
import { judge, type RememberedMark } from './judge.ts'

export interface HighWaterParts {
  store: Pick<IdentityStore, 'mark'>
  clickhouse: Pick<ClickHouse, 'query' | 'insert'>
  report: (state: CheckState) => void
  logger: Logger
  /** Between two marks, and between two looks while it must not start. */
  intervalMs: number
}

const table = 'weir_data.identity_marks'
const readMarks = `SELECT generation, max(high_water) AS highWater FROM ${table} GROUP BY generation`

/** Keeps in ClickHouse how far the key ids have come, and compares before the first new one. */
export function createHighWater({ store, clickhouse, report, logger, intervalMs }: HighWaterParts) {
  let written = -1

  async function write(): Promise<void> {
    const { generation, highWater } = await store.mark()
    if (highWater === written) return
    await clickhouse.insert(table, ['generation', 'high_water'], `${JSON.stringify([generation, highWater])}\n`)
    written = highWater
  }

  async function fault(): Promise<string | undefined> {
    try {
      // Before the state: other processes mark meanwhile, and a state read first would be behind their newest marks.
      const rows = await clickhouse.query<{ generation: string; highWater: string }>(readMarks)
      const remembered = rows.map(
        ({ generation, highWater }): RememberedMark => ({ generation, highWater: Number(highWater) }),
      )
      const why = judge(await store.mark(), remembered)
      // The first mark goes before the first key id: a state lost a second later is missed all the same.
      if (why === undefined) await write()
      return why
    } catch (error) {
      // The tables may not be there yet on a first start: the processor makes them.
      return `waiting for ClickHouse, to compare key ids: ${(error as Error).message}`
    }
  }

  return {
    /** Resolves when this state may give key ids; until then the readiness says why it may not. */
    async prove(signal: AbortSignal): Promise<void> {
      for (let told: string | undefined; ; ) {
        const why = await fault()
        if (why === undefined) return report({ ok: true })
        report({ ok: false, reason: why })
        if (why !== told) logger.warn(why)
        told = why
        await wait(Math.min(intervalMs, 1_000), undefined, { signal })
      }
    },
    /** Marks until the signal aborts. ClickHouse being down holds nothing up: the next mark says it all. */
    async keep(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        await wait(intervalMs, undefined, { signal }).catch(() => {})
        await write().catch(error => logger.debug({ err: error }, 'could not mark how far key ids have come'))
      }
    },
  }
}
