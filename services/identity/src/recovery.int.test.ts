import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { ensureSecrets, internalToken } from '@weir/credentials'
import { dayOf, decodeChangeBatch, decodeIdentifiedBatch, type Event, encodeEventBatch } from '@weir/event'
import { type EventLog, groups, openEventLog, topics } from '@weir/event-log'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFailed } from 'vitest'
import { spawnIdentity } from './process.fixture.ts'
import { eventOf, keyRef } from './resolve/events.fixture.ts'
import { componentsOf, type Seen } from './store/contract/graph.ts'
import { openLmdbIdentityStore } from './store/lmdb/lmdb-identity-store.ts'
import { read } from './work/platform.fixture.ts'

const kills = 6
const eventsPerRecord = 50
/** Records that wait for identity at most: the end of the test waits for them, too. */
const mostWaiting = 100
const people = 400

let clickhouse: TestClickHouse
let dataDir: string
let env: Record<string, string>
let log: EventLog

beforeAll(async () => {
  clickhouse = await startEmbedded()
  dataDir = await mkdtemp(join(tmpdir(), 'weir-identity-recovery-'))
  env = {
    WEIR_DATA_DIR: dataDir,
    WEIR_CLICKHOUSE_URL: clickhouse.url,
    WEIR_CLICKHOUSE_USER: clickhouse.user,
    WEIR_CLICKHOUSE_PASSWORD: clickhouse.password,
  }
  log = await openEventLog({ url: `lmdb:${join(dataDir, 'log')}` })
})

const spawned: ReturnType<typeof spawnIdentity>[] = []
const spawn = () => {
  const process = spawnIdentity(env)
  spawned.push(process)
  return process
}
afterEach(() => Promise.all(spawned.splice(0).map(process => process.kill())))

afterAll(async () => {
  await log?.close()
  await clickhouse?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** Shoppers who come with a cookie, log in, change devices; some cookies belong to nobody yet. */
function eventNumber(n: number): Event {
  const person = (Math.floor(n / 3) * 7_919) % people
  const device = `cookie:c${person}.${n % 5}`
  const keys = [
    [device],
    [device, `user_id:u${person}`],
    [`user_id:u${person}`, `phone:p${person}`],
    ['!user_id:null', device],
  ]
  return eventOf({ id: `e${n}`, keys: keys[n % 4]!, occurredAt: 1_700_000_000_000 + n * 1_000 })
}

describe('identity killed at any moment under load', () => {
  const accepted: Event[][] = []

  /** As fast as they are taken, until told to stop. */
  async function feed(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (accepted.length - (await passed()) > mostWaiting) {
        await wait(10)
        continue
      }
      const events = Array.from({ length: eventsPerRecord }, (_, at) =>
        eventNumber(accepted.length * eventsPerRecord + at),
      )
      const value = encodeEventBatch({ day: dayOf(events[0]!.receivedAt), sealed: new Uint8Array(0), events })
      await log.append(topics.accepted, [{ partition: 0, value }])
      accepted.push(events)
    }
  }
  const passed = async () => (await log.lag(topics.accepted, groups.identity))[0]!.next

  it('loses no event, puts none out of order, and finds the same people', async () => {
    await ensureSecrets(dataDir)
    let processes = [spawn(), spawn()]
    const stopping = new AbortController()
    const feeding = feed(stopping.signal)
    onTestFailed(() => stopping.abort())
    for (let kill = 0; kill < kills; kill += 1) {
      const before = await passed()
      await expect.poll(passed, { interval: 10 }).toBeGreaterThan(before)
      await wait(Math.random() * 100)
      // The one that leads or the one that stands by, and every third time both at once.
      const doomed = kill % 3 === 2 ? processes : [processes[kill % 2]!]
      await Promise.all(doomed.map(each => each.kill()))
      processes = processes.map(each => (each.hasEnded() ? spawn() : each))
    }
    stopping.abort()
    await feeding
    await expect.poll(passed).toBe(accepted.length)
    await Promise.all(processes.map(each => each.url()))
    expect(await Promise.all(processes.map(each => each.stop()))).toEqual([0, 0])

    const entries = await read(log, topics.identified, value => decodeIdentifiedBatch(value).events)
    const placeOf = (offset: number, index: number) => offset * eventsPerRecord + index
    // The processor's rule: what is not above everything before is a repeat. All else must be every event, in order.
    let highest = -1
    const decided = entries.filter(({ offset, index, event }) => {
      expect(event!.id).toBe(`e${placeOf(offset, index)}`)
      if (placeOf(offset, index) <= highest) return false
      highest = placeOf(offset, index)
      return true
    })
    const events = accepted.flat()
    expect(decided.map(({ event }) => event!.id)).toEqual(events.map(({ id }) => id))

    const store = await openLmdbIdentityStore({ path: join(dataDir, 'state', 'identity') })
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
    expect([...clusters.values()].map(cluster => cluster.sort().join(',')).sort()).toEqual(componentsOf(seen))
    expect(await store.mark()).toMatchObject({ highWater: names.size })

    expect(await store.changes(10)).toEqual([])
    const overrides = new Map<number, { oneId: number; version: number }>()
    for (const change of await read(log, topics.changes, value => decodeChangeBatch(value).changes)) {
      if (change.version > (overrides.get(change.keyId)?.version ?? 0)) overrides.set(change.keyId, change)
    }
    for (const { anchorKey, oneId, event } of decided) {
      const resolved = overrides.get(anchorKey)?.oneId ?? oneId
      expect(resolved, event!.id).toBe(oneIds.get(anchorKey))
    }
    await store.close()
  })

  it('answers look-ups to whoever has the internal token', async () => {
    const process = spawn()
    const ask = async (hash: Uint8Array, token: string) => {
      const answer = await fetch(`${await process.url()}/v1/identity/lookup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ tenant: 't', type: 'user_id', hash: Buffer.from(hash).toString('hex') }),
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    const token = internalToken(await ensureSecrets(dataDir))
    const known = keyRef('t', 'user_id:u1').hash
    const { status, body } = await ask(known, token)
    expect(status).toBe(200)
    expect(body).toMatchObject({ keyId: expect.any(Number), oneId: expect.any(Number) })
    const keys = body.keys as { type: string; value: string; firstSeen: number; lastSeen: number }[]
    expect(keys[0]).toMatchObject({ type: 'user_id', value: 'u1' })
    expect(keys.map(({ type }) => type)).toEqual(expect.arrayContaining(['phone', 'cookie']))
    expect(keys.every(({ firstSeen, lastSeen }) => firstSeen <= lastSeen)).toBe(true)
    expect((await ask(keyRef('t', 'user_id:nobody').hash, token)).status).toBe(404)
    expect((await ask(keyRef('t', 'phone:p1').hash, token)).status).toBe(404)
    expect((await ask(known, 'guess')).status).toBe(401)
    await process.stop()
  })

  it('refuses to give key ids when its state was lost, and says why', async () => {
    await rm(join(dataDir, 'state', 'identity'), { recursive: true })
    const process = spawn()
    const url = await process.url()
    const checks = async () => ((await (await fetch(`${url}/readyz`)).json()) as { checks: object }).checks
    await expect
      .poll(checks)
      .toMatchObject({ 'identity-state': { ok: false, reason: expect.stringContaining('another identity state') } })
    expect(process.hasEnded()).toBe(false)
    expect(await process.stop()).toBe(0)
  })
})

const keyNumber = (hash: Uint8Array): number => Buffer.from(hash).readUIntBE(0, 6)
