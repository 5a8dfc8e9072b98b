import { setTimeout as wait } from 'node:timers/promises'
import { exitCodes, retrying } from '@weir/lifecycle'
import type { Logger } from '@weir/telemetry'
import { openWaitingRoom, type WaitingRoomOptions } from './waiting-room.ts'

export interface PatientOptions extends WaitingRoomOptions {
  log: Logger
  /** The part of `process` that is needed; a test passes its own. */
  process?: SignalSource
}

export interface SignalSource {
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
  exit(code: number): void
  /** Whether a supervisor holds the other end of an IPC channel. */
  supervised: boolean
}

/** Does something with an engine until it succeeds; readiness tells under `check` why it has not yet. */
export type Insist = <T>(check: string, run: () => Promise<T>) => Promise<T>

/** Engines answer sooner than this unless something is wrong; a port that opens twice would be noticed. */
const graceMs = 300

/**
 * Opens what a service stands on, before there is anything of it to start. An engine that is down is waited for: the
 * process lives and answers its probes, its readiness names the engine, and SIGTERM ends it at once. What waiting does
 * not mend is thrown.
 */
export async function openPatiently<T>(options: PatientOptions, open: (insist: Insist) => Promise<T>): Promise<T> {
  const { log, readiness, process: signals = thisProcess() } = options
  const opened = new AbortController()
  const insist: Insist = (check, run) => {
    readiness.set(check, { ok: false, reason: 'waiting for its first answer' })
    let told = ''
    const onWait = (error: Error) => {
      readiness.set(check, { ok: false, reason: error.message })
      if (error.message !== told) log.warn({ err: error }, `${check}: waiting for an engine`)
      told = error.message
    }
    return retrying(run, { signal: opened.signal, onWait }).then(value => {
      readiness.set(check, { ok: true })
      return value
    })
  }
  const leave = () => {
    log.info('stopped while waiting for an engine')
    signals.exit(exitCodes.stopped)
  }
  // Ctrl-C reaches the whole process group: a supervisor decides who stops when.
  const events = signals.supervised ? ['SIGTERM', 'disconnect'] : ['SIGTERM', 'SIGINT', 'disconnect']
  for (const event of events) signals.on(event, leave)
  const opening = open(insist).finally(() => opened.abort())
  const room = wait(graceMs, undefined, { signal: opened.signal }).then(
    () => openWaitingRoom(options),
    () => undefined,
  )
  try {
    // A port that is taken ends the waiting; otherwise the room stays until the engines are there.
    const [value] = await Promise.all([opening, room])
    return value
  } finally {
    opened.abort()
    for (const event of events) signals.off(event, leave)
    await room.then(
      open => open?.close(),
      () => undefined,
    )
  }
}

const thisProcess = (): SignalSource => ({
  on: (event, listener) => process.on(event, listener),
  off: (event, listener) => process.off(event, listener),
  exit: code => process.exit(code),
  supervised: process.send !== undefined,
})
