import type { EventLog, LogRecord } from '../event-log.ts'
import type { LogLimits } from '../options.ts'

/** Where one log lives, empty when made. */
export interface LogPlace {
  /** Opens the log as one more process would. */
  open(): Promise<EventLog>
  remove(): Promise<void>
}

/** How a backend makes logs for the suite. */
export interface LogHarness {
  create(options?: { partitions?: number; limits?: Partial<LogLimits> }): Promise<LogPlace>
  /** Retention and quota act within a test. A broker's do not. */
  limits: boolean
}

/** What a test gets: makes logs, and closes and removes them afterwards. */
export interface LogBench {
  /** As many handles of one new log as named, 1 by default. */
  open(options?: { partitions?: number; limits?: Partial<LogLimits> }): Promise<EventLog>
  openMany(
    handles: number,
    options?: { partitions?: number; limits?: Partial<LogLimits> },
  ): Promise<readonly EventLog[]>
  clear(): Promise<void>
}

export function createBench(harness: LogHarness): LogBench {
  const logs: EventLog[] = []
  const places: LogPlace[] = []
  const openMany: LogBench['openMany'] = async (handles, options) => {
    const place = await harness.create(options)
    places.push(place)
    const opened = await Promise.all(Array.from({ length: handles }, () => place.open()))
    logs.push(...opened)
    return opened
  }
  return {
    openMany,
    open: async options => (await openMany(1, options))[0]!,
    async clear() {
      await Promise.all(logs.splice(0).map(log => log.close()))
      await Promise.all(places.splice(0).map(place => place.remove()))
    },
  }
}

/** Records of one partition with these values. */
export const recordsOf = (partition: number, ...values: readonly string[]): LogRecord[] =>
  values.map(value => ({ partition, value: Buffer.from(value) }))

export const numbered = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => String(from + index))

export const textOf = ({ value }: { value: Uint8Array }): string => Buffer.from(value).toString()

/** A promise and the way to resolve it. */
export function gate(): { passed: Promise<void>; open: () => void } {
  let open = () => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { passed, open }
}
