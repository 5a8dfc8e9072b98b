import { isWeirError } from '@weir/errors'
import { createLogger, type Logger } from '@weir/telemetry'

/** How a process of Weir ends. A supervisor need not restart after `refused`: only a person can change the cause. */
export const exitCodes = {
  /** Stopped when asked, everything in order. */
  stopped: 0,
  /** A bug, or a stop that did not end in time. */
  failed: 1,
  /** An engine could not be reached at start; a restart may help. */
  unavailable: 75,
  /** Configuration, port, secrets or data do not fit; a restart will not help. */
  refused: 78,
} as const

export const exitCodeOf = (error: unknown): number =>
  isWeirError(error) ? (error.retryable ? exitCodes.unavailable : exitCodes.refused) : exitCodes.failed

/** Expected failures as one clear line with the remedy; only a bug shows its stack. */
export function logFatal(log: Logger, error: unknown): void {
  if (isWeirError(error)) log.fatal({ code: error.code, field: error.field, remedy: error.remedy }, error.message)
  else log.fatal({ err: error }, 'failed')
}

/**
 * The outermost call of a main.ts: reading the configuration and opening engines fails before there is anything to
 * stop, and even then people get one line and a meaningful exit code.
 */
export async function runMain(service: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    logFatal(createLogger({ service }), error)
    process.exit(exitCodeOf(error))
  }
}
