import type { Consumer, PartitionHandler } from '../event-log.ts'
import { type PartitionSession, startSession } from './partition-session.ts'
import { pause } from './retry.ts'
import type { GroupSeat } from './seat.ts'
import type { TopicSource } from './source.ts'

const settleAgainMs = 500

export interface ConsumerOptions {
  handler: PartitionHandler
  source: TopicSource
  seat: GroupSeat
  onError: (error: unknown, doing: string) => void
}

/** Keeps one session for each partition the seat holds, through every change of the group. */
export function startConsumer({ handler, source, seat, onError }: ConsumerOptions): Consumer {
  const sessions = new Map<number, PartitionSession>()
  /** When the last session of a partition has ended: the next one waits for a handler call still running. */
  const ended = new Map<number, Promise<void>>()
  /** On their way out: must not be opened again before they are given up, or two members would have them. */
  const leaving = new Set<number>()
  const stopping = new AbortController()
  let asked = false
  let settling: Promise<void> | undefined

  const begin = (partition: number) => {
    const after = ended.get(partition) ?? Promise.resolve()
    const session = startSession({ partition, handler, source, after, onError })
    sessions.set(partition, session)
    ended.set(partition, session.ended)
  }

  const end = async (partition: number, release: boolean) => {
    if (leaving.has(partition)) return
    leaving.add(partition)
    try {
      await sessions.get(partition)?.close()
      sessions.delete(partition)
      if (release && !stopping.signal.aborted) await seat.release(partition)
    } catch (error) {
      onError(error, `giving up partition ${partition}`)
    } finally {
      leaving.delete(partition)
      request()
    }
  }

  const settle = async () => {
    const { held, excess } = await seat.settle()
    if (stopping.signal.aborted) return
    for (const partition of sessions.keys()) {
      if (!held.includes(partition)) void end(partition, false)
    }
    for (const partition of held) {
      if (excess.includes(partition)) void end(partition, true)
      else if (!sessions.has(partition) && !leaving.has(partition)) begin(partition)
    }
  }

  const settleWhileAsked = async () => {
    while (asked && !stopping.signal.aborted) {
      asked = false
      await settle().catch(async error => {
        onError(error, 'spreading partitions; trying again')
        asked = true
        await pause(settleAgainMs, stopping.signal)
      })
    }
    settling = undefined
  }

  function request(): void {
    if (stopping.signal.aborted) return
    asked = true
    settling ??= settleWhileAsked()
  }

  const ignore = seat.onChange(request)
  request()

  const stop = async () => {
    ignore()
    stopping.abort()
    await settling
    await Promise.all([...sessions.values()].map(session => session.close()))
    try {
      await seat.leave()
    } finally {
      await Promise.all(ended.values())
    }
  }
  let stopped: Promise<void> | undefined
  return {
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
