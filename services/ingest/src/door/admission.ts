import { WeirError } from '@weir/errors'
import type { Gauge } from '@weir/telemetry'

/** Bytes counted for a body whose length is not announced, until it is known. */
const unannouncedBytes = 64 * 1_024

export interface Admission {
  /** Reserves room for a body. @throws WeirError OVERLOADED when there is none, or no hope. Call the result once, when answered. */
  enter(contentLength: string | undefined): Ticket
}

interface Ticket {
  /** The body turned out to have this many bytes (inflated, or never announced). @throws WeirError OVERLOADED */
  is(bytes: number): void
  leave(): void
}

/**
 * Bounds the bytes of all requests being read, decided or waiting for the log. Beyond it a sender is told to come again
 * at once: a queue that grows in memory would end in losing all of it. The same while something is `behind` with what was let in:
 * else each request would wait until its time is over, be sent again, and none would ever be answered in time.
 * @param behind who is behind, in words for the sender
 */
export function createAdmission(limitBytes: number, gauge: Gauge, behind: () => string | undefined): Admission {
  let inFlight = 0
  const change = (bytes: number) => {
    if (bytes > 0 && inFlight + bytes > limitBytes)
      throw new WeirError('OVERLOADED', 'too many bytes are in flight', { remedy: 'Send again after Retry-After.' })
    inFlight += bytes
    gauge.set(inFlight)
  }
  return {
    enter(contentLength) {
      const who = behind()
      if (who !== undefined)
        throw new WeirError('OVERLOADED', `${who} is behind with what was let in`, {
          remedy: 'Send again after Retry-After.',
        })
      let reserved = contentLength === undefined ? unannouncedBytes : Number(contentLength) || 0
      change(reserved)
      return {
        is(bytes) {
          change(bytes - reserved)
          reserved = bytes
        },
        leave() {
          change(-reserved)
          reserved = 0
        },
      }
    },
  }
}
