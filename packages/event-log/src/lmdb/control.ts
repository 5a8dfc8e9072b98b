import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { type Database, type LmdbEnvironment, openLmdb } from '@weir/lmdb'
import type { Topic } from '../topics.ts'
import { createDeathWatch, type DeathWatch } from './death-watch.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { openSignal, type Signal, type SignalOptions } from './signal.ts'

/** What the log is; written once. */
export interface LogIdentity {
  generation: string
  partitions: number
  /** False while the topics are being made for the first time: then a missing one is no loss. */
  complete: boolean
}

/**
 * The small environment beside the topics: who the log is, who reads it, what is processed. Apart from the topics, so
 * that a change of a group never waits for an append.
 */
export interface Control {
  readonly env: LmdbEnvironment
  readonly identity: LogIdentity
  /** Touched when a group changes. */
  readonly changed: Signal
  readonly deaths: DeathWatch
  readonly members: Database<ProcessIdentity, [Topic, string, string]>
  /** Which member holds the partition. */
  readonly claims: Database<string, [Topic, string, number]>
  readonly processed: Database<number, [Topic, string, number]>
  /** Who looks after retention. */
  readonly leases: Database<ProcessIdentity & { id: string }, string>
  /** Every topic is made: from now on a missing one is a loss. */
  markComplete(): Promise<void>
  close(): Promise<void>
}

/** @throws WeirError CONFIG_INVALID when `partitions` is not what the log was made with. */
export async function openControl(
  directory: string,
  options: { partitions: number | undefined; onError: SignalOptions['onError'] },
): Promise<Control> {
  const path = join(directory, 'control')
  const env = await openLmdb({ path, format: { name: 'event-log', version: 1 } })
  const json = { encoding: 'json' } as const
  const log = env.table<LogIdentity, string>('log', json)
  const tables = {
    members: env.table<ProcessIdentity, [Topic, string, string]>('members', json),
    claims: env.table<string, [Topic, string, number]>('claims', json),
    processed: env.table<number, [Topic, string, number]>('processed', json),
    leases: env.table<ProcessIdentity & { id: string }, string>('leases', json),
  }
  if (log.get('log') === undefined) {
    await env.transact(() => {
      if (log.get('log') !== undefined) return // another process was quicker
      log.putSync('log', { generation: randomUUID(), partitions: options.partitions ?? 1, complete: false })
    })
  }
  const identity = env.read(() => log.get('log')!)
  if (options.partitions !== undefined && options.partitions !== identity.partitions) {
    await env.close()
    throw new WeirError(
      'CONFIG_INVALID',
      `the log in ${directory} has ${identity.partitions} partitions, not ${options.partitions}`,
      {
        field: 'WEIR_LOG_PARTITIONS',
        remedy: `the number is fixed when a log is made: set ${identity.partitions}, or start with a new data directory`,
      },
    )
  }
  const changed = openSignal(join(path, 'changed'), { pollMs: 4_000, onError: options.onError })
  return {
    env,
    identity,
    changed,
    deaths: createDeathWatch(),
    ...tables,
    async markComplete() {
      if (identity.complete) return
      await env.transact(() => log.putSync('log', { ...identity, complete: true }))
    },
    async close() {
      changed.close()
      await env.close()
    },
  }
}
