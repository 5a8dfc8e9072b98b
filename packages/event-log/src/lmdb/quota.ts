import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import type { LogLimits } from '../options.ts'
import type { Topic } from '../topics.ts'
import type { TopicStore } from './topic-store.ts'

const lookEveryMs = 250

/** Keeps what comes in from outside from filling the log or the disk, which the stages behind need to drain it. */
export interface Quota {
  /** @throws WeirError LOG_FULL when nothing may come in through `topic`. */
  check(topic: Topic, bytes: number): Promise<void>
  /** Bytes of all topics. */
  used(): number
  /** The disk runs short: everything that is processed should go, its room be used again. */
  diskIsShort(): Promise<boolean>
}

/** What was found when last looked, less what this process let in since. */
interface Room {
  bytes: number
  /** What there is too little of, and what to do. */
  short: string
  remedy: string
}

export function createQuota(directory: string, stores: Record<Topic, TopicStore>, limits: LogLimits): Quota {
  const used = () => Object.values(stores).reduce((sum, store) => sum + store.bytes(), 0)
  const looks = new Map<Topic, { at: number; room: Promise<Room> }>()

  const diskFree = async () => {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize
  }

  const look = async (topic: Topic): Promise<Room> => {
    const file = await stat(join(directory, topic, 'data.mdb'))
    // What retention freed stays in the file, to be written again.
    const free = (await diskFree()) + Math.max(0, file.size - stores[topic].bytes())
    const quota = limits.maxBytes - used()
    return free - limits.minFreeBytes < quota
      ? {
          bytes: free - limits.minFreeBytes,
          short: `the disk of ${directory} has ${free} bytes left, the least is ${limits.minFreeBytes}`,
          remedy: 'free disk space, or lower WEIR_LOG_MIN_FREE_BYTES',
        }
      : {
          bytes: quota,
          short: `the log holds all of the ${limits.maxBytes} bytes it may`,
          remedy: 'see which stage is behind, or raise WEIR_LOG_MAX_BYTES',
        }
  }

  return {
    used,
    diskIsShort: async () => (await diskFree()) < 2 * limits.minFreeBytes,
    async check(topic, bytes) {
      const now = performance.now()
      let last = looks.get(topic)
      if (last === undefined || now - last.at > lookEveryMs) {
        last = { at: now, room: look(topic) }
        looks.set(topic, last)
      }
      const room = await last.room
      if (room.bytes <= 0) throw new WeirError('LOG_FULL', room.short, { remedy: room.remedy })
      room.bytes -= bytes
    },
  }
}
