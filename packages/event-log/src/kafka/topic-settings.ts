import type { KafkaOptions } from './options.ts'
import { sendBytes } from './options.ts'

const dayMs = 86_400_000
/** A week of trouble, and a week to notice. */
export const leastRetentionMs = 14 * dayMs
/** A send, should it not compress, with room for a larger one later. */
export const leastBatchBytes = 2 * sendBytes

/** What a setting of a topic must be, and why. */
export interface TopicSetting {
  name: string
  /** What it is made with. */
  value: string
  fits(value: string): boolean
  /** What it must be, for people. */
  must: string
}

const exactly = (name: string, value: string): TopicSetting => ({
  name,
  value,
  fits: found => found === value,
  must: `be ${value}`,
})
const atLeast = (name: string, least: number): TopicSetting => ({
  name,
  value: String(least),
  fits: found => Number(found) >= least,
  must: `be at least ${least}`,
})

/** The settings on which the guarantees stand. */
export const topicSettings = (minInSync: number): readonly TopicSetting[] => [
  atLeast('min.insync.replicas', minInSync),
  { ...atLeast('retention.ms', leastRetentionMs), fits: found => found === '-1' || Number(found) >= leastRetentionMs },
  exactly('retention.bytes', '-1'),
  exactly('unclean.leader.election.enable', 'false'),
  exactly('cleanup.policy', 'delete'),
  exactly('message.timestamp.type', 'LogAppendTime'),
  atLeast('max.message.bytes', leastBatchBytes),
  {
    name: 'compression.type',
    value: 'producer',
    fits: found => ['producer', 'lz4', 'gzip', 'uncompressed'].includes(found),
    must: 'be producer, lz4, gzip or uncompressed',
  },
]

export const replicationOf = (options: KafkaOptions, brokers: number): number =>
  options.replicationFactor ?? Math.min(3, brokers)

export const minInSyncOf = (options: KafkaOptions, replication: number): number =>
  options.minInSync ?? (replication > 1 ? 2 : 1)
