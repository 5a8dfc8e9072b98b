import { WeirError } from '@weir/errors'
import type { EventLog } from './event-log.ts'
import { openLmdbEventLog } from './lmdb/lmdb-event-log.ts'
import type { EventLogOptions } from './options.ts'

/**
 * Opens the log the URL names, making it when absent.
 * @throws WeirError CONFIG_INVALID, DATA_DIR_VERSION, DATA_DIR_IN_USE, DISK_FULL, LOG_GENERATION_UNKNOWN, LOG_UNAVAILABLE
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const path = /^lmdb:(.+)$/.exec(options.url)?.[1]
  if (path !== undefined) return openLmdbEventLog({ ...options, path })
  throw new WeirError('CONFIG_INVALID', `no event log is known for ${options.url.split(':')[0]}:`, {
    field: 'WEIR_LOG_URL',
    remedy: 'set WEIR_LOG_URL=lmdb:<directory>',
  })
}
