/** What one turn of the event loop takes on: some 200 events, a few ms. */
const turnBytes = 64 * 1_024
/** Turns of the loop that are left to sockets between two of ours: Node accepts a single connection in each. */
const turnsBetween = 8

export interface Turns {
  /** Resolves when a body of so many bytes may be parsed and decided. First come, first served; history after all others. */
  next(bytes: number, isHistory?: boolean): Promise<void>
  /** How long the one that comes next has waited, ms; 0 when nobody waits. History is slowed down by its own lane. */
  waitingMs(): number
}

/**
 * Spreads the work of many requests over turns of the event loop. All that is ready would be decided in one of them, while
 * new senders and probes wait unseen in the kernel's queue until they give up; and their requests would be decided
 * all the same, for nobody.
 */
export function createTurns(now: () => number): Turns {
  const live = createQueue()
  const history = createQueue()
  let scheduled = false

  function takeTurn(): void {
    for (let bytes = 0; bytes < turnBytes; ) {
      const one = live.take() ?? history.take()
      if (!one) break
      bytes += one.bytes
      one.go()
    }
    scheduled = live.first() !== undefined || history.first() !== undefined
    if (scheduled) afterTurns(turnsBetween, takeTurn)
  }

  return {
    next: (bytes, isHistory = false) =>
      new Promise(go => {
        const queue = isHistory ? history : live
        queue.add({ bytes, since: now(), go })
        if (scheduled) return
        scheduled = true
        setImmediate(takeTurn)
      }),
    waitingMs() {
      const first = live.first()
      return first ? now() - first.since : 0
    },
  }
}

interface Waiting {
  bytes: number
  since: number
  go(): void
}

function createQueue() {
  const waiting: Waiting[] = []
  let head = 0
  return {
    add: (one: Waiting) => waiting.push(one),
    first: () => waiting[head],
    take(): Waiting | undefined {
      const one = waiting[head]
      if (one) head++
      if (head === waiting.length || head > 1_000) {
        waiting.splice(0, head)
        head = 0
      }
      return one
    },
  }
}

function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => (turns > 0 ? afterTurns(turns - 1, then) : then()))
}
