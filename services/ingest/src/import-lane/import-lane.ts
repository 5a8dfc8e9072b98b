import { setTimeout as pause } from 'node:timers/promises'
import { WeirError } from '@weir/errors'
import type { Pace } from './pace.ts'

export interface ImportLaneOptions {
  pace: Pick<Pace, 'take'>
  /** Most bytes of imports being worked on. */
  maxInFlightBytes: number
  onPaused(): void
  /** Longest a request waits for its turn before it is answered 429, ms. */
  waitMs?: number
}

export interface ImportLane {
  /**
   * Resolves when it is the request's turn. Call the result once, when answered.
   * @throws WeirError IMPORT_PAUSED when its turn does not come soon
   */
  enter(bytes: number): Promise<() => void>
}

/** Requests of imports in the lane, waiting ones too. A waiting one holds a socket and nothing else: its body is not read. */
const mostRequests = 16
const lookEveryMs = 20

/**
 * The way in for history. It has a bound of its own, so that imports never take the room of live events, and a pace that
 * follows what the pipeline behind ingest gets done. A request waits a moment for its turn: so the sender is slowed down
 * evenly, and sends little twice.
 */
export function createImportLane({ pace, maxInFlightBytes, onPaused, waitMs = 1_000 }: ImportLaneOptions): ImportLane {
  let requests = 0
  let inFlight = 0
  let turn: Promise<unknown> = Promise.resolve()

  const hasRoom = (bytes: number) => inFlight === 0 || inFlight + bytes <= maxInFlightBytes

  /** One after another, in the order they came. */
  async function wait(bytes: number, until: number): Promise<boolean> {
    while (!hasRoom(bytes) || !pace.take(bytes)) {
      if (performance.now() >= until) return false
      await pause(lookEveryMs)
    }
    inFlight += bytes
    return true
  }

  return {
    async enter(bytes) {
      if (requests >= mostRequests) throw paused()
      requests += 1
      const until = performance.now() + waitMs
      const entered = turn.then(() => wait(bytes, until))
      turn = entered
      if (!(await entered)) {
        requests -= 1
        throw paused()
      }
      return () => {
        requests -= 1
        inFlight -= bytes
      }
    },
  }

  function paused(): WeirError {
    onPaused()
    return new WeirError('IMPORT_PAUSED', 'imports wait: live events come first', {
      remedy: 'Send the same again after Retry-After.',
    })
  }
}
