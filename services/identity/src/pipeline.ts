import { decodeEventBatch } from '@weir/event'
import { type EventLog, type StoredRecord, topics } from '@weir/event-log'
import type { Secrets } from '@weir/privacy'
import { gatherOutputs } from './output/gather-outputs.ts'
import { displayOf } from './resolve/display.ts'
import type { Resolver } from './resolve/resolver.ts'
import { stampRecords } from './resolve/stamp-records.ts'

export interface PipelineParts {
  resolver: Resolver
  log: Pick<EventLog, 'append'>
  secrets: Secrets
  /** Generation of the log the accepted coordinates belong to. */
  generation: string
  /** Of events.identified. */
  partitions: number
  /** Runs again after retryable errors until it succeeds or the signal aborts, and says so in the readiness. */
  insist: <T>(doing: string, run: () => Promise<T>, signal: AbortSignal) => Promise<T>
}

/**
 * The way of accepted records. A crash between two lines repeats the lines before it: facts are idempotent, and repeated
 * entries carry the same accepted coordinates, by which the processor knows them.
 */
export function createPipeline({ resolver, log, secrets, generation, partitions, insist }: PipelineParts) {
  return async function identify(
    partition: number,
    records: readonly StoredRecord[],
    signal: AbortSignal,
  ): Promise<number> {
    const batches = records.map(({ offset, value }) => {
      const batch = decodeEventBatch(value)
      return { ...batch, offset, bytes: value.length, display: displayOf(batch, secrets) }
    })
    // From here on everything the events say of keys and links is durable.
    const stamps = await resolver.resolve(batches, signal)
    const outputs = gatherOutputs(stampRecords(partition, batches, stamps), { partitions, generation, secrets })
    // The very same append until it is known to be in the log: to go past one of unknown fate could put events of
    // this partition out of order, and the processor would take the later half for a repeat.
    if (outputs.length > 0) await insist(topics.identified, () => log.append(topics.identified, outputs), signal)
    return stamps.length
  }
}

export type Identify = ReturnType<typeof createPipeline>
