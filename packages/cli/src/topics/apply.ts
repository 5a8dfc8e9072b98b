import { loadConfig } from '@weir/config'
import { eventLogOptions } from '@weir/event-log'
import { applyTopics, planTopics } from '@weir/event-log/kafka'
import { exitCodes } from '@weir/lifecycle'
import { answer, type JsonFlag } from '../command/answer.ts'
import { configSchema } from '../config.ts'
import { type TopicRow, topicRows, topicTable } from './topic-rows.ts'

export interface ApplyFlags extends JsonFlag {
  partitions?: number
  replication?: number
  dryRun?: boolean
}

interface Applied {
  dryRun: boolean
  embedded: boolean
  /** Of the log; undefined in a dry run. */
  generation?: string
  partitions?: number
  topics: readonly TopicRow[]
}

export async function applyTopicsCommand(flags: ApplyFlags): Promise<number> {
  const { partitions, replication, dryRun = false } = flags
  const options = eventLogOptions(loadConfig(configSchema, process.env))
  if (options.url.startsWith('lmdb:')) {
    answer(
      flags,
      { dryRun, embedded: true, topics: [] } satisfies Applied,
      'The embedded log makes its topics by itself.',
    )
    return exitCodes.stopped
  }
  const kafka = { ...options.kafka, ...(replication !== undefined && { replicationFactor: replication }) }
  const wanted = { ...options, kafka, partitions: partitions ?? options.partitions }
  const plan = await planTopics(wanted)
  const applied = dryRun ? undefined : await applyTopics(wanted)
  const topics = topicRows(plan, applied)
  const log = applied && { generation: applied.generation, partitions: applied.partitions }
  answer(flags, { dryRun, embedded: false, ...log, topics } satisfies Applied, textOf(topics, log))
  return topics.some(({ differs }) => differs.length > 0) ? exitCodes.failed : exitCodes.stopped
}

function textOf(topics: readonly TopicRow[], log: { generation: string; partitions: number } | undefined): string {
  const sum = log ? `\n\n${log.partitions} partitions each, log ${log.generation}.` : '\n\nNothing was changed.'
  return topicTable(topics) + sum
}
