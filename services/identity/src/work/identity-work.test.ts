import { WeirError } from '@weir/errors'
import { type Event, eventIdHash, type IdentifiedEvent, identifiedPartition } from '@weir/event'
import { groups, topics } from '@weir/event-log'
import { openText, sealValues } from '@weir/privacy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventOf } from '../resolve/events.fixture.ts'
import { createPlatform, secrets } from './platform.fixture.ts'

type Platform = ReturnType<typeof createPlatform>
type Process = ReturnType<Platform['process']>
let platform: Platform
let processes: Process[]
const start = (faulty?: Parameters<Platform['process']>[0]): Process => {
  const process = platform.process(faulty)
  processes.push(process)
  return process
}
const seen = (id: string, ...keys: string[]): Event => eventOf({ id, keys })
const placeOf = ({ partition, offset, index }: IdentifiedEvent) => `${partition}/${offset}/${index}`

beforeEach(() => {
  platform = createPlatform()
  processes = []
})
afterEach(async () => {
  await Promise.all(processes.map(process => process.stop()))
  await platform.log.close()
})

describe('identity', () => {
  it('gives every accepted event one entry, in order, with its coordinates and its person', async () => {
    start()
    await platform.accept([seen('a', 'user_id:1', 'cookie:9'), seen('b', '!user_id:null')])
    await platform.accept([seen('c', 'cookie:9')])
    await platform.settled()
    const entries = await platform.identified()
    expect(entries.map(entry => `${placeOf(entry)} ${entry.event!.id}`)).toEqual(['0/0/0 a', '0/0/1 b', '0/1/0 c'])
    expect(entries.map(({ oneId, anchorKey, keyIds }) => ({ oneId, anchorKey, keyIds }))).toEqual([
      { oneId: 1, anchorKey: 1, keyIds: [1, 2] },
      { oneId: 0, anchorKey: 0, keyIds: [] },
      { oneId: 1, anchorKey: 2, keyIds: [2] },
    ])
    await expect
      .poll(() => platform.log.lag(topics.accepted, groups.identity))
      .toEqual([{ partition: 0, next: 2, end: 2 }])
  })

  it('tells of every override, once it is in the log no more', async () => {
    start()
    await platform.accept([seen('a', 'user_id:1')])
    await platform.accept([seen('b', 'cookie:9')])
    await platform.settled()
    await platform.accept([seen('c', 'cookie:9', 'user_id:1')])
    await expect.poll(() => platform.changes()).toHaveLength(1)
    const [change] = await platform.changes()
    expect(change).toMatchObject({ tenant: 't', keyId: 2, oneId: 1, version: 1 })
    await expect.poll(() => platform.identity.changes.size).toBe(0)
  })

  it('keeps the value of a new key sealed under the current key', async () => {
    start()
    const event = seen('a', 'phone:+8613812345678')
    Object.assign(event.keys[0]!, { value: null, sealed: 1 })
    await platform.accept([event], sealValues(secrets, ['other', '+8613812345678']) as Uint8Array<ArrayBuffer>)
    await platform.settled()
    const { sealed, value } = platform.identity.tables.key(1)
    expect([openText(secrets, sealed!), value]).toEqual(['+8613812345678', null])
  })

  it('stops a partition at a record it cannot read, and says so', async () => {
    await platform.log.append(topics.accepted, [{ partition: 0, value: new Uint8Array([1, 2, 3]) }])
    const { readiness } = start()
    await expect.poll(() => readiness.report().checks['events.accepted/0']).toMatchObject({ ok: false })
    expect(await platform.identified()).toEqual([])
  })
})

describe('several partitions', () => {
  it('are worked through side by side, each in order on every partition it feeds', async () => {
    platform = createPlatform(3)
    start()
    for (let n = 0; n < 60; n += 1) {
      const events = [0, 1].map(at => seen(`e${n}.${at}`, `user_id:${n % 7}`, `cookie:${n % 11}`))
      await platform.accept(events, new Uint8Array(0), n % 3)
    }
    await platform.settled()
    const entries = await platform.identified()
    expect(new Set(entries.map(({ event }) => event!.id)).size).toBe(120)
    const last = new Map<string, number>()
    for (const { partition, offset, index, event } of entries) {
      const stream = `${partition} to ${identifiedPartition(eventIdHash('t', 'web', event!.id), 3)}`
      expect(offset * 2 + index).toBeGreaterThan(last.get(stream) ?? -1)
      last.set(stream, offset * 2 + index)
    }
    expect(last.size).toBe(9)
    const now = [...platform.identity.changes.values(), ...(await platform.changes())]
    const overrides = new Map(now.sort((a, b) => a.version - b.version).map(({ keyId, oneId }) => [keyId, oneId]))
    for (const { anchorKey, oneId } of entries) {
      expect(overrides.get(anchorKey) ?? oneId).toBe(platform.identity.tables.key(anchorKey).oneId)
    }
  })
})

describe('a log that does not answer', () => {
  it('gets the same append again before anything else, and the readiness says so', async () => {
    const appended: string[] = []
    let failures = 0
    const { readiness } = start(({ log }) => ({
      log: {
        ...log,
        async append(topic, records) {
          appended.push(records.map(({ value }) => Buffer.from(value).toString('base64')).join())
          // The first time it was written though the answer was lost, the second time it was not.
          if (failures === 0) await log.append(topic, records)
          failures += 1
          if (failures < 3) throw new WeirError('LOG_UNAVAILABLE', 'the answer was lost')
          return log.append(topic, records)
        },
      },
    }))
    await platform.accept([seen('a', 'user_id:1')])
    await expect.poll(() => readiness.report().checks[topics.identified]).toMatchObject({ ok: false })
    await platform.accept([seen('b', 'user_id:1')])
    await platform.settled()
    expect(new Set(appended.slice(0, 3)).size).toBe(1)
    expect((await platform.identified()).map(({ event }) => event!.id)).toEqual(['a', 'a', 'b'])
    expect(readiness.report().checks[topics.identified]).toEqual({ ok: true })
  })
})

describe('processes', () => {
  it('work one at a time; the next takes over when the first is gone', async () => {
    const first = start()
    await platform.accept([seen('a', 'user_id:1')])
    await platform.settled()
    const second = start()
    await platform.accept([seen('b', 'user_id:2')])
    await platform.settled()
    expect(second.readiness.report().checks['identity-state']).toMatchObject({
      reason: expect.stringContaining('standing by'),
    })
    await first.stop()
    await platform.accept([seen('c', 'user_id:1')])
    await platform.settled()
    expect((await platform.identified()).map(({ oneId }) => oneId)).toEqual([1, 2, 1])
  })

  it('write nothing any more once another has claimed the state', async () => {
    const old = start()
    await platform.accept([seen('a', 'user_id:1')])
    await platform.settled()
    platform.identity.writer = 99
    await platform.accept([seen('b', 'user_id:2')])
    await expect.poll(() => old.readiness.report().checks['events.accepted/0']).toMatchObject({ ok: false })
    expect(platform.identity.highWater()).toBe(1)
    expect((await platform.identified()).map(({ event }) => event!.id)).toEqual(['a'])
  })
})

describe('a state from another moment', () => {
  const reason = (process: Process) => process.readiness.report().checks['identity-state']?.reason

  it('gives no key ids while ClickHouse has seen higher ones, and goes on when it is restored', async () => {
    platform.marks.rows.push({ generation: platform.identity.generation, highWater: '2' })
    await platform.accept([seen('a', 'user_id:1')])
    const process = start()
    await expect.poll(() => reason(process)).toContain('ClickHouse has seen 2')
    expect(platform.identity.highWater()).toBe(0)
    platform.marks.rows.length = 0
    await platform.settled()
    expect(process.readiness.report().ready).toBe(true)
  })

  it('gives none when ClickHouse knows another state', async () => {
    platform.marks.rows.push({ generation: 'another', highWater: '7' })
    const process = start()
    await expect.poll(() => reason(process)).toContain('another identity state (another, up to 7)')
  })

  it('waits for ClickHouse, and marks itself there before its first key id and ever after', async () => {
    platform.marks.down = true
    const process = start()
    await platform.accept([seen('a', 'user_id:1')])
    await expect.poll(() => reason(process)).toContain('waiting for ClickHouse')
    expect(platform.identity.highWater()).toBe(0)
    platform.marks.down = false
    await platform.settled()
    const { generation } = platform.identity
    expect(platform.marks.rows[0]).toEqual({ generation, highWater: '0' })
    await expect.poll(() => platform.marks.rows.at(-1)).toEqual({ generation, highWater: '1' })
  })

  it('does not read on when the position remembers a newer state', async () => {
    const first = start()
    await platform.accept([seen('a', 'user_id:1')])
    await platform.settled()
    await first.stop()
    const at = { group: groups.identity, topic: topics.accepted, generation: platform.generation, partition: 0 }
    const position = await platform.positions.take(at)
    await position.advance(1, { generation: platform.identity.generation, commits: 1_000 })
    const second = start()
    await platform.accept([seen('b', 'user_id:1')])
    await expect.poll(() => second.readiness.report().checks['events.accepted/0']?.reason).toContain('is older than')
    expect((await platform.identified()).map(({ event }) => event!.id)).toEqual(['a'])
  })
})
