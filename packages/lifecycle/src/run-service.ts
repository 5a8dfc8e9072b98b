import type { Logger } from '@weir/telemetry'
import type { Component } from './component.ts'
import { exitCodeOf, exitCodes, logFatal } from './exit.ts'

/** The part of `process` a service needs; a test passes its own. */
export interface Host {
  on(event: string, listener: (...values: unknown[]) => void): unknown
  exit(code: number): void
  /** Whether a supervisor holds the other end of an IPC channel. */
  supervised: boolean
}

export interface RunOptions {
  log: Logger
  /** Longest a stop may take before the process ends anyway, ms. */
  stopTimeoutMs: number
  host?: Host
}

const thisProcess = (): Host => ({
  on: (event, listener) => process.on(event, listener),
  exit: code => process.exit(code),
  supervised: process.send !== undefined,
})

/**
 * Starts the components in order and resolves when all run. SIGTERM, SIGINT, or the end of the supervisor stops them once, in
 * reverse order: each may still use those started before it. A failed start stops what runs, says why in one line
 * and exits with a code of `exitCodes`.
 *
 * Under a supervisor SIGINT is left to it: Ctrl-C reaches the whole process group at once, and stopping every service
 * at the same moment would take identity away from ingest's last events.
 */
export async function runService(components: readonly Component[], options: RunOptions): Promise<void> {
  const { log, stopTimeoutMs, host = thisProcess() } = options
  const started: Component[] = []
  let stopping: Promise<void> | undefined

  const stop = (reason: string, code: number): Promise<void> => {
    stopping ??= stopAll(started, reason, options, host).then(clean => host.exit(clean ? code : exitCodes.failed))
    return stopping
  }
  host.on('SIGTERM', () => void stop('SIGTERM', exitCodes.stopped))
  host.on('SIGINT', () => host.supervised || void stop('SIGINT', exitCodes.stopped))
  host.on('disconnect', () => void stop('the supervisor is gone', exitCodes.stopped))
  const crash = (error: unknown) => {
    log.fatal({ err: error }, 'unexpected failure')
    host.exit(exitCodes.failed)
  }
  host.on('uncaughtException', crash)
  host.on('unhandledRejection', crash)

  for (const component of components) {
    if (stopping) return
    try {
      await component.start()
      started.push(component)
    } catch (error) {
      if (stopping) return
      logFatal(log, error)
      return stop(`${component.name} did not start`, exitCodeOf(error))
    }
  }
  log.debug({ components: components.map(({ name }) => name), stopTimeoutMs }, 'started')
}

async function stopAll(started: Component[], reason: string, options: RunOptions, host: Host): Promise<boolean> {
  const { log, stopTimeoutMs } = options
  log.info({ reason }, 'stopping')
  const deadline = setTimeout(() => {
    log.error({ stopTimeoutMs }, 'the stop took too long')
    host.exit(exitCodes.failed)
  }, stopTimeoutMs)
  let clean = true
  // Popped rather than listed: a component whose start ends during the stop is stopped too.
  for (let component = started.pop(); component; component = started.pop()) {
    try {
      await component.stop()
    } catch (err) {
      clean = false
      log.error({ err, component: component.name }, 'stop failed')
    }
  }
  clearTimeout(deadline)
  log.info('stopped')
  return clean
}
