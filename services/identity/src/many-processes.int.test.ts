import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { ensureSecrets } from '@weir/credentials'
import {
  dayOf,
  decodeChangeBatch,
  decodeIdentifiedBatch,
  type Event,
  encodeEventBatch,
  eventIdHash,
  type IdentifiedEvent,
  identifiedPartition,
} from '@weir/event'
import { type EventLog, groups, openEventLog, topics } from '@weir/event-log'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnIdentity } from './process.fixture.ts'
import { eventOf } from './resolve/events.fixture.ts'
import { componentsOf, type Seen } from './store/contract/graph.ts'
import { openIdentityStore } from './store/open-identity-store.ts'
import { newDatabase, server } from './store/postgres/database.fixture.ts'
import { read } from './work/platform.fixture.ts'

const partitions = 4
const eventsPerRecord = 50
const people = 300
const kills = 4

let clickhouse: TestClickHouse
let dataDir: string
let stateUrl: string
let env: Record<string, string>
let log: EventLog
const spawned: ReturnType<typeof spawnIdentity>[] = []
const spawn = () => {
  const process = spawnIdentity(env)
  spawned.push(process)
  return process
}

/** Shoppers whose cookies, logins and phones come in anyhow, so that most people are pieced together across partitions. */
function eventNumber(n: number): Event {
  const person = (n * 7_919) % people
  const device = `cookie:c${person}.${n % 4}`
  const keys = [
    [device],
    [device, `user_id:u${person}`],
    [`user_id:u${person}`, `phone:p${person}`],
    ['!user_id:null', device],
  ]
  return eventOf({ id: `e${n}`, keys: keys[n % 4]!, occurredAt: 1_700_000_000_000 + n * 1_000 })
}

describe.skipIf(!server)('identity in several processes on PostgreSQL', () => {
  beforeAll(async () => {
    clickhouse = await startEmbedded()
    dataDir = await mkdtemp(join(tmpdir(), 'weir-identity-many-'))
    stateUrl = (await newDatabase()).url
    env = {
      WEIR_DATA_DIR: dataDir,
      WEIR_STATE_URL: stateUrl,
      WEIR_CLICKHOUSE_URL: clickhouse.url,
      WEIR_CLICKHOUSE_USER: clickhouse.user,
      WEIR_CLICKHOUSE_PASSWORD: clickhouse.password,
    }
    log = await openEventLog({ url: `lmdb:${join(dataDir, 'log')}`, partitions })
    await ensureSecrets(dataDir)
  })
  afterAll(async () => {
    await Promise.all(spawned.map(process => process.kill()))
    await log?.close()
    await clickhouse?.stop()
    if (dataDir) await rm(dataDir, { recursive: true, force: true })
  })

  it('loses no event and finds the same people while processes and the server are killed under load', async () => {
    const accepted: Event[][][] = Array.from({ length: partitions }, () => [])
    const stopping = new AbortController()
    const feed = async () => {
      for (let n = 0; !stopping.signal.aborted; n += 1) {
        const events = Array.from({ length: eventsPerRecord }, (_, at) => eventNumber(n * eventsPerRecord + at))
        const value = encodeEventBatch({ day: dayOf(events[0]!.receivedAt), sealed: new Uint8Array(0), events })
        await log.append(topics.accepted, [{ partition: n % partitions, value }])
        accepted[n % partitions]!.push(events)
        await wait(20)
      }
    }
    const passed = async () => {
      const lag = await log.lag(topics.accepted, groups.identity)
      return lag.reduce((sum, { next }) => sum + next, 0)
    }
    const progress = async () => {
      const before = await passed()
      await expect.poll(passed, { interval: 20 }).toBeGreaterThan(before + partitions)
    }

    let processes = [spawn(), spawn(), spawn()]
    const feeding = feed()
    for (let kill = 0; kill < kills; kill += 1) {
      await progress()
      await processes[kill % processes.length]!.kill()
      if (kill === 2) {
        await server!.kill()
        await server!.start()
      }
      processes = processes.map(each => (each.hasEnded() ? spawn() : each))
    }
    await progress()
    stopping.abort()
    await feeding
    const records = accepted.reduce((sum, { length }) => sum + length, 0)
    await expect.poll(passed).toBe(records)
    const store = await openIdentityStore(stateUrl)
    await expect.poll(() => store.changes(1)).toEqual([])
    await Promise.all(processes.map(each => each.url()))
    expect(await Promise.all(processes.map(each => each.stop()))).toEqual([0, 0, 0])

    const entries = decided(await read(log, topics.identified, value => decodeIdentifiedBatch(value).events))
    for (const { partition, offset, index, event } of entries) {
      expect(event!.id).toBe(accepted[partition]![offset]![index]!.id)
    }
    const events = accepted.flat(2)
    expect(entries.length).toBe(events.length)
    expect(new Set(entries.map(({ event }) => event!.id)).size).toBe(events.length)

    const names = new Map<string, Uint8Array>()
    const seen = events.map(({ tenant, keys, occurredAt: at, source, id }): Seen => {
      const usable = keys.filter(key => key.usable)
      for (const key of usable) names.set(String(keyNumber(key.hash)), key.hash)
      return { tenant, at, source, id, keys: usable.map(key => keyNumber(key.hash)) }
    })
    const oneIds = new Map<number, number>()
    const clusters = new Map<number, string[]>()
    for (const [name, hash] of names) {
      const found = (await store.find('t', hash))!
      oneIds.set(found.keyId, found.oneId)
      clusters.set(found.oneId, [...(clusters.get(found.oneId) ?? []), `t ${name}`])
    }
    await store.close()
    expect([...clusters.values()].map(cluster => cluster.sort().join(',')).sort()).toEqual(componentsOf(seen))

    const overrides = new Map<number, { oneId: number; version: number }>()
    for (const change of await read(log, topics.changes, value => decodeChangeBatch(value).changes)) {
      if (change.version > (overrides.get(change.keyId)?.version ?? 0)) overrides.set(change.keyId, change)
    }
    for (const { anchorKey, oneId } of entries) {
      expect(overrides.get(anchorKey)?.oneId ?? oneId).toBe(oneIds.get(anchorKey))
    }
  })
})

/** The processor's rule, for each pair of partitions: what is not above everything before it is a repeat. */
function decided(entries: readonly IdentifiedEvent[]): IdentifiedEvent[] {
  const highest = new Map<string, number>()
  return entries.filter(({ partition, offset, index, event }) => {
    const stream = `${partition} to ${identifiedPartition(eventIdHash('t', 'web', event!.id), partitions)}`
    const place = offset * eventsPerRecord + index
    if (place <= (highest.get(stream) ?? -1)) return false
    highest.set(stream, place)
    return true
  })
}

const keyNumber = (hash: Uint8Array): number => Buffer.from(hash).readUIntBE(0, 6)
