import { setTimeout as delay } from 'node:timers/promises'
import { findKafka, sharedKafka } from '@weir/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import { gate, recordsOf } from '../contract/place.ts'
import { type LogProcess, startLogProcess } from '../lmdb/fixture/log-processes.ts'
import { topics } from '../topics.ts'
import { createTestLogs } from './fixture/logs.ts'

const kafka = await findKafka()
const sessionTimeoutMs = 3_000

describe.skipIf(kafka === undefined)('members of a group in Kafka', () => {
  const logs = createTestLogs(sharedKafka)
  const processes: LogProcess[] = []
  beforeAll(async () => {
    await sharedKafka()
  })
  afterEach(async () => {
    await Promise.all(processes.splice(0).map(child => child.kill()))
    await logs.closeAll()
  })
  const open = (url: string) => logs.open(url, { kafka: { sessionTimeoutMs } })
  const start = async (url: string) => {
    const child = await startLogProcess(url, { sessionTimeoutMs })
    processes.push(child)
    await child.tell('consume', { group: 'workers' })
    return child
  }
  const held = (child: LogProcess): number[] => {
    const partitions = new Set<number>()
    for (const note of child.notes) {
      if (note.kind === 'opened') partitions.add(note.partition)
      if (note.kind === 'closed') partitions.delete(note.partition)
    }
    return [...partitions].toSorted()
  }
  const shares = () => processes.map(child => held(child).length)

  it('take over what a killed one held, once its session has ended', async () => {
    const url = await logs.make(4)
    const [victim, survivor] = [await start(url), await start(url)]
    await expect.poll(shares).toEqual([2, 2])
    const killedAt = Date.now()
    await victim.kill()
    await expect.poll(() => held(survivor).length, { interval: 20 }).toBe(4)
    const tookMs = Date.now() - killedAt
    process.stderr.write(
      `members: a killed one's partitions moved after ${tookMs} ms of a session of ${sessionTimeoutMs} ms\n`,
    )
    const log = await open(url)
    await log.append(
      topics.accepted,
      [0, 1, 2, 3].map(partition => ({ partition, value: Buffer.from('a') })),
    )
    for (const partition of [0, 1, 2, 3]) await survivor.noted('records', note => note.partition === partition)
  })

  it('lose what they held when they were frozen too long, and join afresh when they wake', async () => {
    const url = await logs.make(4)
    const [sleeper, other] = [await start(url), await start(url)]
    await expect.poll(shares).toEqual([2, 2])
    sleeper.pause()
    await expect.poll(() => held(other).length).toBe(4)
    sleeper.resume()
    // The zombie finds out by its next heartbeat, closes what it held, and gets a fair share again.
    const closed = () => sleeper.notes.filter(note => note.kind === 'closed').length
    await expect.poll(closed).toBe(2)
    await expect.poll(shares).toEqual([2, 2])
    const all = [...held(sleeper), ...held(other)].toSorted()
    expect(all).toEqual([0, 1, 2, 3])
  })

  it('keep what they hold through work longer than a session', async () => {
    const url = await logs.make(2)
    const [one, two] = [await open(url), await open(url)]
    const handled = gate()
    const worker = collect({ handle: partition => (partition === 0 ? handled.passed : undefined) })
    await one.consume(topics.accepted, 'workers', worker)
    await one.append(topics.accepted, recordsOf(0, 'long'))
    await worker.until(() => worker.calls.length === 1)
    await delay(2.5 * sessionTimeoutMs) // nothing happens meanwhile that could be waited for
    await one.append(topics.accepted, recordsOf(1, 'short'))
    await worker.until(() => worker.texts(1).length === 1)
    const newcomer = collect()
    await two.consume(topics.accepted, 'workers', newcomer)
    await newcomer.until(() => newcomer.holding.size === 1)
    expect(worker.opened).toHaveLength(2)
    handled.open()
  })

  it('stop at once while a fetch waits for records, and are called no more', async () => {
    const url = await logs.make(2)
    const log = await open(url)
    const idle = collect()
    const consumer = await log.consume(topics.accepted, 'workers', idle)
    await idle.until(() => idle.holding.size === 2)
    await consumer.stop()
    expect(idle.closedPartitions.toSorted()).toEqual([0, 1])
    await log.append(topics.accepted, [...recordsOf(0, 'late'), ...recordsOf(1, 'late')])
    const next = collect()
    await log.consume(topics.accepted, 'workers', next)
    await next.until(() => next.texts(0).length + next.texts(1).length === 2)
    expect(idle.calls).toEqual([])
  })
})
