import { Fault } from './fault.ts'

export interface Lane {
  /** Waits for a free place, in order. @throws Fault 202 at once when too many wait already; the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>
  readonly waiting: number
  readonly running: number
}

/** A number of places and a bounded queue before them: what does not fit is refused instead of piling up. */
export function createLane(name: string, places: number, longestQueue: number): Lane {
  let running = 0
  const queue = new Set<() => void>()

  const leave = () => {
    let left = false
    return () => {
      if (left) return
      left = true
      const [next] = queue
      if (next) {
        queue.delete(next)
        next()
      } else running--
    }
  }

  return {
    get waiting() {
      return queue.size
    },
    get running() {
      return running
    },
    async enter(signal) {
      signal.throwIfAborted()
      if (running < places) {
        running++
        return leave()
      }
      if (queue.size >= longestQueue) {
        throw new Fault(
          202,
          'TOO_MANY_SIMULTANEOUS_QUERIES',
          `Too many simultaneous queries: ${queue.size} wait (${name}).`,
        )
      }
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          queue.delete(turn)
          reject(signal.reason)
        }
        const turn = () => {
          signal.removeEventListener('abort', onAbort)
          resolve(leave())
        }
        signal.addEventListener('abort', onAbort, { once: true })
        queue.add(turn)
      })
    },
  }
}
