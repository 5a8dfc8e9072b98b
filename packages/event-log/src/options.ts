import type { ClientLog } from './kafka/client-log.ts'
import type { KafkaOptions } from './kafka/options.ts'
import type { Topic } from './topics.ts'

/** What a log may hold and for how long. Sizes are bytes on disk, close to those of the values. */
export interface LogLimits {
  /** Records older than this may go, milliseconds. Default 7 days. */
  retentionMs: number
  /** Most bytes a topic keeps of what is processed. Default 512 MiB. */
  retentionBytes: number
  /**
   * Most bytes of all topics together; beyond it what comes in from outside is refused with LOG_FULL, while the stages
   * behind may still write, or the log could never drain. Default 20 GiB.
   */
  maxBytes: number
  /** Free bytes of the disk below which what comes in from outside is refused with LOG_FULL. Default 256 MiB. */
  minFreeBytes: number
  /** How often retention looks, milliseconds. Default 5,000. */
  retentionIntervalMs: number
}

export const defaultLimits: LogLimits = {
  retentionMs: 7 * 86_400_000,
  retentionBytes: 512 * 2 ** 20,
  maxBytes: 20 * 2 ** 30,
  minFreeBytes: 256 * 2 ** 20,
  retentionIntervalMs: 5_000,
}

export interface EventLogOptions {
  /**
   * `lmdb:<directory>`, the directory relative to the working directory, or `kafka://<host>:<port>,…[/<prefix>]`. The
   * prefix goes before the names of topics and groups, so that several installations share a cluster.
   */
  url: string
  /**
   * Partitions of each topic, fixed when the log is made. Left out: what the log has; for a new one 1, in Kafka 12.
   */
  partitions?: number | undefined
  /** Of the embedded log. */
  limits?: Partial<LogLimits> | undefined
  kafka?: KafkaOptions | undefined
  /**
   * Told what goes wrong behind the calls and is tried again: a handler's retryable error, a retention pass, a
   * watcher. `doing` is a phrase for a log line.
   */
  onError?: ((error: unknown, doing: string) => void) | undefined
  /** Gets what Kafka's client library has to say. */
  onClientLog?: ClientLog | undefined
}

/** Refused at the quota; the other topics only pass on what these let in. */
export const entryTopics: readonly Topic[] = ['events.accepted', 'events.rejected']
