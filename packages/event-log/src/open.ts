import { WeirError } from '@weir/errors'
import type { EventLog } from './event-log.ts'
import { openLmdbEventLog } from './lmdb/lmdb-event-log.ts'
import type { EventLogOptions } from './options.ts'

/**
 * Opens the log the URL names; an embedded one is made when absent, the topics of Kafka by `weir topics apply`.
 * @throws WeirError CONFIG_INVALID, DATA_DIR_VERSION, DATA_DIR_IN_USE, DISK_FULL, LOG_GENERATION_UNKNOWN, LOG_UNAVAILABLE
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const path = /^lmdb:(.+)$/.exec(options.url)?.[1]
  if (path !== undefined) return openLmdbEventLog({ ...options, path })
  if (/^kafkas?:/.test(options.url)) {
    // Loaded by those who use it: it is half of all code that a process would load.
    const { openKafkaEventLog } = await import('./kafka/kafka-event-log.ts')
    return openKafkaEventLog(options)
  }
  throw new WeirError('CONFIG_INVALID', `no event log is known for ${options.url.split(':')[0]}:`, {
    field: 'WEIR_LOG_URL',
    remedy: 'set WEIR_LOG_URL=lmdb:<directory> or kafka://<host>:<port>',
  })
}
