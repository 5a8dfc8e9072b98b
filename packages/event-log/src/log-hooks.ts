import type { EventLogOptions } from './options.ts'

/** The part of a logger that is needed. */
export interface HookLogger {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** What goes wrong behind the calls, and what Kafka's client library says, as lines of a service's log. */
export const logHooks = (logger: HookLogger): Pick<EventLogOptions, 'onError' | 'onClientLog'> => ({
  onError: (err, doing) => logger.warn({ err }, `the event log will try again: ${doing}`),
  onClientLog: (level, message, fields) => logger[level](fields, message),
})
