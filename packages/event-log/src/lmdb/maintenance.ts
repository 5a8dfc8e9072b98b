import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogLimits } from '../options.ts'
import { excessBytes, retentionCut } from '../retention.ts'
import { declaredGroups, type Topic, topics } from '../topics.ts'
import type { Control } from './control.ts'
import { removeMember } from './group-seat.ts'
import { isAlive, thisProcess } from './process-identity.ts'
import type { Quota } from './quota.ts'
import type { TopicStore } from './topic-store.ts'

/** Records deleted in one transaction: appends wait no longer than that. */
const deleteAtOnce = 256

export interface MaintenanceOptions {
  control: Control
  stores: Record<Topic, TopicStore>
  limits: LogLimits
  quota: Pick<Quota, 'used' | 'diskIsShort'>
  onError: (error: unknown, doing: string) => void
}

/** Retention, and what dead processes left behind; done by one of the processes that have the log open. */
export function startMaintenance(options: MaintenanceOptions): { stop(): Promise<void> } {
  const { control, limits, onError } = options
  const lease = { ...thisProcess(), id: randomUUID() }
  const stopping = new AbortController()

  const run = async () => {
    while (!stopping.signal.aborted) {
      await delay(limits.retentionIntervalMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (stopping.signal.aborted) break
      try {
        if (await holdLease(control, lease)) await maintain(options, stopping.signal)
      } catch (error) {
        onError(error, 'looking after the log; trying again')
      }
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
      if (control.leases.get('maintenance')?.id !== lease.id) return
      await control.env.transact(() => control.leases.removeSync('maintenance'))
    },
  }
}

async function holdLease(
  { env, leases }: Control,
  mine: ReturnType<typeof thisProcess> & { id: string },
): Promise<boolean> {
  const free = () => {
    const holder = leases.get('maintenance')
    return holder === undefined || !isAlive(holder)
  }
  if (env.read(free)) {
    await env.transact(() => {
      if (free()) leases.putSync('maintenance', mine)
    })
  }
  return leases.get('maintenance')?.id === mine.id
}

async function maintain(options: MaintenanceOptions, signal: AbortSignal): Promise<void> {
  const { control, stores, quota } = options
  control.env.checkReaders()
  await forgetDead(control)
  const diskIsShort = await quota.diskIsShort()
  for (const topic of Object.values(topics)) {
    stores[topic].env.checkReaders()
    for (let partition = 0; partition < control.identity.partitions && !signal.aborted; partition++) {
      await retain(options, topic, partition, diskIsShort)
    }
  }
}

/** Members of dead processes, and what ephemeral groups without a member have processed. */
async function forgetDead(control: Control): Promise<void> {
  const { env, members, processed, changed } = control
  const roster = env.read(() => [...members.getRange()])
  const dead = roster.filter(({ value }) => !isAlive(value)).map(({ key }) => key)
  const live = new Set(roster.map(({ key: [topic, group] }) => `${topic} ${group}`))
  const gone = [...processed.getKeys()].filter(([topic, group]) => {
    return !declaredGroups[topic].includes(group) && !live.has(`${topic} ${group}`)
  })
  if (dead.length + gone.length === 0) return
  await env.transact(() => {
    for (const [topic, group, id] of dead) removeMember(control, topic, group, id)
    for (const key of gone) processed.removeSync(key)
  })
  changed.notify()
}

async function retain(
  { control, stores, limits, quota }: MaintenanceOptions,
  topic: Topic,
  partition: number,
  diskIsShort: boolean,
): Promise<void> {
  const store = stores[topic]
  const safe = Math.min(...declaredGroups[topic].map(group => control.processed.get([topic, group, partition]) ?? 0))
  const { start, end } = store.bounds(partition)
  if (safe <= start || start === end) return
  const going = retentionCut({
    processed: store.stamps(partition, safe),
    nowMs: Date.now(),
    limits,
    excessBytes: diskIsShort ? Number.POSITIVE_INFINITY : excessBytes(store.bytes(), quota.used(), limits),
  })
  if (going === undefined) return
  for (let cut = start; cut < going.cut; ) {
    cut = Math.min(cut + deleteAtOnce, going.cut)
    await store.deleteBelow(partition, cut)
  }
}
