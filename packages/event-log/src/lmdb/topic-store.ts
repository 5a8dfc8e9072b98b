import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { type Database, type LmdbEnvironment, openLmdb } from '@weir/lmdb'
import { readLimits, type TopicSource } from '../consume/source.ts'
import type { LogRecord, StoredRecord } from '../event-log.ts'
import type { RecordStamp } from '../retention.ts'
import type { Topic } from '../topics.ts'
import type { LogIdentity } from './control.ts'
import { keyOf, offsetOf } from './record-key.ts'
import { openSignal, type SignalOptions } from './signal.ts'
import { storedBytes } from './stored-bytes.ts'

/** One partition's bounds and size; changed in the transaction that changes its records. */
interface PartitionRow {
  start: number
  end: number
  bytes: number
  /** Of the newest record; a clock set back does not turn time back within a partition. */
  appendedAt: number
}

/** One topic in an environment of its own: its appends wait for no other topic's flush. */
export interface TopicStore extends TopicSource {
  bounds(partition: number): { start: number; end: number }
  read(partition: number, from: number): readonly StoredRecord[]
  readonly env: LmdbEnvironment
  /** Appends in one transaction; resolves when it is flushed, with the offsets. */
  append(records: readonly LogRecord[]): Promise<number[]>
  /** Bytes its records take. */
  bytes(): number
  stamps(partition: number, below: number): Iterable<RecordStamp>
  /** Deletes the records below `cut` in one transaction. */
  deleteBelow(partition: number, cut: number): Promise<void>
  close(): Promise<void>
}

export interface TopicStoreOptions {
  /** The log's directory. */
  directory: string
  topic: Topic
  log: LogIdentity
  /** The log's quota. */
  maxBytes: number
  onError: SignalOptions['onError']
}

/**
 * @throws WeirError LOG_GENERATION_UNKNOWN when the topic's directory is missing from a log that had it, or belongs to
 * another log.
 */
export async function openTopicStore(options: TopicStoreOptions): Promise<TopicStore> {
  const { topic, log, onError } = options
  const path = join(options.directory, topic)
  // Only address space: the topics behind the quota may pass it.
  const mapSizeBytes = Math.max(64 * 2 ** 30, 4 * options.maxBytes)
  const env = await openLmdb({ path, mapSizeBytes, format: { name: topic, version: 1 } })
  const rows = env.table<PartitionRow, number>('partitions', { encoding: 'json' })
  // The version of a record is the time of its append.
  const records = env.table<Uint8Array, Uint8Array>('records', {
    encoding: 'binary',
    keyEncoding: 'binary',
    useVersions: true,
  })
  // What retention must know of a record without reading it.
  const stamps = env.table<Omit<RecordStamp, 'offset'>, Uint8Array>('stamps', {
    encoding: 'json',
    keyEncoding: 'binary',
  })
  await claimTopic(env, path, log)
  const appended = openSignal(join(path, 'appended'), { pollMs: 2_000, onError })
  appended.notify() // for an appender that was killed before it could

  const rowOf = (partition: number): PartitionRow =>
    rows.get(partition) ?? { start: 0, end: 0, bytes: 0, appendedAt: 0 }
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition)

  function* stampsBelow(partition: number, below: number): Iterable<RecordStamp> {
    const range = { start: keyOf(partition, 0), end: keyOf(partition, below) }
    for (const { key, value } of stamps.getRange(range)) yield { offset: offsetOf(key), ...value }
  }

  return {
    env,
    partitions: log.partitions,
    bounds(partition) {
      const { start, end } = env.read(() => rowOf(partition))
      return { start, end }
    },
    read: (partition, from) => env.read(() => (rowOf(partition).end > from ? readBatch(records, partition, from) : [])),
    onAppend: listener => appended.onNotify(listener),
    async append(appending) {
      const offsets = await env.transact(() => {
        const now = Date.now()
        const changed = new Map<number, PartitionRow>()
        const given = appending.map(({ partition, value }) => {
          const row = changed.get(partition) ?? rowOf(partition)
          changed.set(partition, row)
          row.appendedAt = Math.max(row.appendedAt, now)
          const key = keyOf(partition, row.end)
          const bytes = storedBytes(value.length)
          records.putSync(key, value, row.appendedAt)
          stamps.putSync(key, { appendedAt: row.appendedAt, bytes })
          row.bytes += bytes
          return row.end++
        })
        for (const [partition, row] of changed) rows.putSync(partition, row)
        return given
      })
      appended.notify()
      return offsets
    },
    bytes: () => env.read(() => partitions.reduce((sum, partition) => sum + rowOf(partition).bytes, 0)),
    stamps: (partition, below) => env.read(() => stampsBelow(partition, below)),
    async deleteBelow(partition, cut) {
      await env.transact(() => {
        const row = rowOf(partition)
        for (const { offset, bytes } of [...stampsBelow(partition, cut)]) {
          const key = keyOf(partition, offset)
          records.removeSync(key)
          stamps.removeSync(key)
          row.start = offset + 1
          row.bytes -= bytes
        }
        rows.putSync(partition, row)
      })
    },
    async close() {
      appended.close()
      await env.close()
    },
  }
}

function readBatch(records: Database<Uint8Array, Uint8Array>, partition: number, from: number): StoredRecord[] {
  const range = {
    start: keyOf(partition, from),
    end: keyOf(partition + 1, 0),
    versions: true,
    limit: readLimits.records,
  }
  const batch: StoredRecord[] = []
  let bytes = 0
  for (const { key, value, version } of records.getRange(range)) {
    bytes += value.byteLength
    if (batch.length > 0 && bytes > readLimits.bytes) break
    // LMDB's buffers have properties of their own, which make every access slow: hand out a plain one.
    const plain = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    batch.push({ partition, offset: offsetOf(key), value: plain, appendedAt: version! })
  }
  return batch
}

/** Writes whose the topic is, or checks it. */
async function claimTopic(env: LmdbEnvironment, path: string, log: LogIdentity): Promise<void> {
  const owner: Database<string, string> = env.table('log', { encoding: 'string' })
  const found = owner.get('generation')
  if (found === log.generation) return
  if (found === undefined && !log.complete) {
    await env.transact(() => owner.putSync('generation', log.generation))
    return
  }
  await env.close()
  const what = found === undefined ? 'is empty' : 'belongs to another log'
  throw new WeirError('LOG_GENERATION_UNKNOWN', `${path} ${what}`, {
    remedy: 'restore the whole log directory from one moment, or start with a new data directory',
  })
}
