import { WeirError } from '@weir/errors'

/** Where an event came to lie. */
export interface Coordinates {
  partition: number
  offset: number
  /** Index of the event in the record. */
  index: number
}

/** One request's wait for all its events: one promise for however many there are. */
export interface Ticket {
  /** Says that one more record holds events of the request. */
  joined(): void
  /** One of those records is durable. */
  durable(): void
  failed(error: unknown): void
  /** Place of each event, by its position in the request; filled in before `done` resolves. */
  readonly places: Coordinates[]
  /**
   * Resolves when every record is durable. @throws WeirError TIMEOUT after `timeoutMs`, or what the append threw: the
   * outcome is unknown then, and sending the same ids again is harmless.
   */
  done(timeoutMs: number): Promise<void>
}

export function createTicket(size: number): Ticket {
  const places: Coordinates[] = new Array(size)
  let open = 0
  let failure: { error: unknown } | undefined
  let settle: (() => void) | undefined
  return {
    places,
    joined: () => void open++,
    durable() {
      if (--open === 0) settle?.()
    },
    failed(error) {
      failure ??= { error }
      settle?.()
    },
    async done(timeoutMs) {
      if (open > 0 && !failure)
        await new Promise<void>(resolve => {
          const timer = setTimeout(() => {
            const error = new WeirError('TIMEOUT', `the event log did not confirm within ${timeoutMs} ms`, {
              remedy: 'Send the same request again: what arrived after all is recognised by its ids.',
            })
            failure ??= { error }
            resolve()
          }, timeoutMs)
          settle = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      if (failure) throw failure.error
    },
  }
}
