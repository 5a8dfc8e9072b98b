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
  check(topic: Topic): Promise<void>
  /** Bytes of all topics. */
  used(): number
}

export function createQuota(directory: string, stores: Record<Topic, TopicStore>, limits: LogLimits): Quota {
  const used = () => Object.values(stores).reduce((sum, store) => sum + store.bytes(), 0)
  const looks = new Map<Topic, { at: number; fault: Promise<WeirError | undefined> }>()

  const look = async (topic: Topic): Promise<WeirError | undefined> => {
    if (used() >= limits.maxBytes) {
      return new WeirError('LOG_FULL', `the log holds ${used()} bytes, the most is ${limits.maxBytes}`, {
        remedy: 'see which stage is behind, or raise WEIR_LOG_MAX_BYTES',
      })
    }
    const { bavail, bsize } = await statfs(directory)
    if (bavail * bsize >= limits.minFreeBytes) return undefined
    // What retention freed stays in the file, to be written again.
    const file = await stat(join(directory, topic, 'data.mdb'))
    const free = bavail * bsize + Math.max(0, file.size - stores[topic].bytes())
    if (free >= limits.minFreeBytes) return undefined
    return new WeirError(
      'LOG_FULL',
      `the disk of ${directory} has ${free} bytes left, the least is ${limits.minFreeBytes}`,
      {
        remedy: 'free disk space, or lower WEIR_LOG_MIN_FREE_BYTES',
      },
    )
  }

  return {
    used,
    async check(topic) {
      const now = performance.now()
      let last = looks.get(topic)
      if (last === undefined || now - last.at > lookEveryMs) {
        last = { at: now, fault: look(topic) }
        looks.set(topic, last)
      }
      const fault = await last.fault
      if (fault !== undefined) throw fault
    },
  }
}
