import { WeirError } from '@weir/errors'
import { assertHolds, type EventLog, groups, type PartitionHandler, topics } from '@weir/event-log'
import type { Readiness } from '@weir/lifecycle'
import type { Positions } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import type { Identify, PipelineParts } from '../pipeline.ts'
import type { IdentityStore } from '../store/identity-store.ts'
import { createPositionKeeper, type StateMark } from './position-keeper.ts'

export interface HandlerParts {
  identify: Identify
  store: Pick<IdentityStore, 'mark'>
  log: Pick<EventLog, 'processed' | 'bounds'>
  positions: Positions
  generation: string
  insist: PipelineParts['insist']
  readiness: Readiness
  logger: Logger
  /** Least time between two writes of a position. */
  positionIntervalMs: number
  observe: (events: number, seconds: number) => void
}

interface Work {
  keeper: ReturnType<typeof createPositionKeeper>
  stopping: AbortController
}

/** Works through the partitions of events.accepted that are ours: see the pipeline; the position follows behind. */
export function createPartitionHandler(parts: HandlerParts): PartitionHandler {
  const { identify, store, log, positions, generation, insist, readiness, logger, positionIntervalMs, observe } = parts
  const works = new Map<number, Work>()
  const checkOf = (partition: number) => `${topics.accepted}/${partition}`

  return {
    async open(partition) {
      const at = { group: groups.identity, topic: topics.accepted, generation, partition }
      const position = await positions.take<never, StateMark>(at)
      const { next, extra, epoch } = position.current
      await checkMoment(partition, extra, store)
      await assertHolds(log, topics.accepted, new Map([[partition, position.current]]))
      // What identity would append to a topic that was cut short would never be read.
      const read = { group: groups.processor, topic: topics.identified, generation }
      await assertHolds(log, topics.identified, await positions.read(read))
      const processed = (done: number) => log.processed(topics.accepted, groups.identity, partition, done)
      // A crash may have kept the log from hearing of the last write.
      await processed(next)
      const keeper = createPositionKeeper({
        position,
        processed,
        mark: () => store.mark(),
        insist: (run, signal) => insist(`the position in ${checkOf(partition)}`, run, signal),
        intervalMs: positionIntervalMs,
      })
      works.set(partition, { keeper, stopping: new AbortController() })
      readiness.set(checkOf(partition), { ok: true })
      logger.info({ partition, next, epoch }, 'partition opened')
      return next
    },

    async records(partition, records) {
      const { keeper, stopping } = works.get(partition)!
      const startedAt = performance.now()
      const events = await identify(partition, records, stopping.signal)
      keeper.done(records.at(-1)!.offset + 1)
      observe(events, (performance.now() - startedAt) / 1_000)
    },

    async closed(partition) {
      const work = works.get(partition)
      works.delete(partition)
      work?.stopping.abort(new WeirError('FENCED', `${checkOf(partition)} is no longer ours`))
      await work?.keeper.close()
      readiness.set(checkOf(partition), { ok: true })
    },

    failed(partition, error) {
      readiness.set(checkOf(partition), { ok: false, reason: error.message })
      logger.error({ err: error, partition }, 'partition stopped')
    },
  }
}

/**
 * A position says what the identity state had seen when its records were done. A state that has seen less is an older copy:
 * going on would leave out the links between, for ever.
 * @throws WeirError RANGE_MISMATCH
 */
async function checkMoment(partition: number, extra: StateMark | undefined, store: Pick<IdentityStore, 'mark'>) {
  if (!extra) return
  const { generation, commits } = await store.mark()
  if (generation === extra.generation && commits >= extra.commits) return
  const why = generation === extra.generation ? 'is older than' : 'is another one than'
  throw new WeirError('RANGE_MISMATCH', `the identity state ${why} the one that read ${topics.accepted}/${partition}`, {
    remedy: 'restore the state store and its identity directory from the same moment',
  })
}
