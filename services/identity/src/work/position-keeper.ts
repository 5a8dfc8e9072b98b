import { setTimeout as wait } from 'node:timers/promises'
import type { PartitionPosition } from '@weir/state-store'

/** What identity keeps beside its position: how far its state had come when the records before it were done. */
export type StateMark = { generation: string; commits: number }

export interface PositionKeeperParts {
  position: Pick<PartitionPosition<never, StateMark>, 'current' | 'advance'>
  /** How far the state has come by now. */
  mark: () => Promise<StateMark>
  /** Told after each write. */
  processed: (next: number) => Promise<void>
  /** Runs again after retryable errors until it succeeds or the signal aborts. */
  insist: <T>(run: () => Promise<T>, signal: AbortSignal) => Promise<T>
  /** Least time between two writes. */
  intervalMs: number
}

/**
 * Moves a partition's position behind the work, one write at a time, the newest one winning: a crash repeats what was
 * done since the last write, and repeats are harmless. Never ahead of the work.
 */
export function createPositionKeeper({ position, mark, processed, insist, intervalMs }: PositionKeeperParts) {
  const closing = new AbortController()
  let done = position.current.next
  let saved = done
  let failure: unknown
  let running: Promise<void> | undefined

  async function save(signal: AbortSignal): Promise<void> {
    const next = done
    await insist(async () => {
      const { generation, commits } = await mark()
      await position.advance(next, { generation, commits })
    }, signal)
    saved = next
    await insist(() => processed(next), signal)
  }

  async function run(): Promise<void> {
    try {
      while (saved < done) {
        await save(closing.signal)
        await wait(intervalMs, undefined, { signal: closing.signal })
      }
    } catch (error) {
      if (!closing.signal.aborted) failure = error
    } finally {
      running = undefined
    }
  }

  return {
    /** Everything below `next` is done. @throws WeirError FENCED when another worker took the partition. */
    done(next: number): void {
      if (failure) throw failure
      done = next
      running ??= run()
    },
    /** Writes what is done, once; what cannot be written now is done again by whoever comes next. */
    async close(): Promise<void> {
      closing.abort()
      await running
      if (saved < done && !failure) await save(AbortSignal.timeout(lastWriteMs)).catch(() => {})
    },
  }
}

const lastWriteMs = 2_000
