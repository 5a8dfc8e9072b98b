import { WeirError } from '@weir/errors'
import type { EventLog } from '../event-log.ts'
import type { EventLogOptions } from '../options.ts'

export async function openLmdbEventLog(options: Omit<EventLogOptions, 'url'> & { path: string }): Promise<EventLog> {
  throw new WeirError('LOG_UNAVAILABLE', `${options.path}: the embedded log is not built yet`)
}
