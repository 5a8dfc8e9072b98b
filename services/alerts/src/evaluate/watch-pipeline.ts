import { type EventLog, groups, topics } from '@weir/event-log'
import type { Logger } from '@weir/telemetry'
import { createFreshness } from './freshness.ts'

const everyMs = 1_000

/** Looks at the log every second to know how far stored data is behind what was accepted. */
export function watchPipeline(log: Pick<EventLog, 'lag'>, { logger, now }: { logger: Logger; now: () => number }) {
  const freshness = createFreshness()
  let timer: NodeJS.Timeout | undefined
  let readable = true
  let looking: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    const at = now()
    // In this order: what identity has appended by the first look is within the ends of the second.
    const accepted = await log.lag(topics.accepted, groups.identity)
    const identified = await log.lag(topics.identified, groups.processor)
    freshness.sample({
      at,
      accepted: byPartition(accepted).map(({ end, next }) => ({ end, identity: next })),
      identified: byPartition(identified).map(({ end, next }) => ({ end, processor: next })),
    })
  }

  return {
    /** Milliseconds; undefined until the stages were seen to catch up once. */
    lagMs: () => freshness.lagMs(now()),
    start() {
      const again = () => {
        looking = look()
          .then(() => {
            readable = true
          })
          .catch(err => {
            if (readable) logger.warn({ err }, 'the lag of the pipeline cannot be read')
            readable = false
          })
          .finally(() => {
            if (timer) timer = setTimeout(again, everyMs)
          })
      }
      timer = setTimeout(again, 0)
    },
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await looking
    },
  }
}

const byPartition = <T extends { partition: number }>(rows: readonly T[]): T[] =>
  rows.toSorted((a, b) => a.partition - b.partition)
