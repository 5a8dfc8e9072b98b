import { findKafka, type TestKafka } from '@weir/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import type { EventLog } from '../event-log.ts'
import { topics } from '../topics.ts'
import { createTestLogs } from './fixture/logs.ts'
import { inspectKafka } from './inspect.ts'

const kafka = await findKafka()
const partitions = 6

describe.skipIf(kafka === undefined)('on three brokers', () => {
  let cluster: TestKafka
  const logs = createTestLogs(async () => cluster)
  beforeAll(async () => {
    cluster = await kafka!.start({ brokers: 3 })
  }, 600_000)
  let stop = async () => {}
  afterEach(async () => {
    // Also when the test failed: a closed log refuses at once, and would be asked for ever.
    await stop()
    await logs.closeAll()
  })
  afterAll(() => cluster?.dispose())

  /** Appends to all partitions until told to stop; notes what was acknowledged, and how long nothing was. */
  function appendOn(log: EventLog) {
    const acknowledged = new Map<string, { partition: number; offset: number }>()
    let [running, sequence, failed, last, longestMs] = [true, 0, 0, Date.now(), 0]
    const appendTo = async (partition: number) => {
      while (running) {
        const name = String(sequence++)
        try {
          const [offset] = await log.append(topics.accepted, [{ partition, value: Buffer.from(name) }])
          acknowledged.set(name, { partition, offset: offset! })
          longestMs = Math.max(longestMs, Date.now() - last)
          last = Date.now()
        } catch {
          failed++
        }
      }
    }
    const all = Promise.all(Array.from({ length: partitions }, (_, partition) => appendTo(partition)))
    stop = async () => {
      running = false
      await all
    }
    return {
      acknowledged,
      /** Resolves when every partition has acknowledged as many more. */
      async more(count: number) {
        const from = acknowledged.size
        const done = () => {
          const each = new Map<number, number>()
          for (const { partition } of [...acknowledged.values()].slice(from)) {
            each.set(partition, (each.get(partition) ?? 0) + 1)
          }
          return Array.from({ length: partitions }, (_, partition) => (each.get(partition) ?? 0) >= count)
        }
        await expect.poll(done).toEqual(Array(partitions).fill(true))
      },
      async stop() {
        await stop()
        return { failed, longestMs }
      },
    }
  }

  it('lose nothing acknowledged, and are read on, while leaders are killed, frozen and come back', async () => {
    const url = await logs.make(partitions)
    const [writer, reader] = [await logs.open(url), await logs.open(url)]
    // A reader whose broker freezes loses its partitions and takes them again: it goes on where it was.
    const collector = collect({ from: partition => (collector.offsets(partition).at(-1) ?? -1) + 1 })
    await reader.consume(topics.accepted, 'reader', collector)
    const appending = appendOn(writer)
    await appending.more(5)
    await cluster.brokers[0]!.kill()
    await appending.more(5)
    const ill = async () => (await inspectKafka({ url })).filter(({ ok }) => !ok).map(({ what }) => what)
    expect((await ill()).join('\n')).toMatch(/2 of 3 replicas are in sync/)
    await cluster.brokers[0]!.start()
    await appending.more(5)
    await cluster.brokers[1]!.pause()
    await appending.more(5)
    await cluster.brokers[1]!.resume()
    await appending.more(5)
    const { failed, longestMs } = await appending.stop()

    const ends = (await writer.bounds(topics.accepted)).partitions.map(({ end }) => end)
    const lengths = () => ends.map((_, partition) => collector.texts(partition).length)
    await expect.poll(lengths).toEqual(ends)
    const texts = ends.map((_, partition) => collector.texts(partition))
    for (const [name, { partition, offset }] of appending.acknowledged) expect(texts[partition]![offset]).toBe(name)
    for (const own of texts) expect(new Set(own).size).toBe(own.length)
    expect(collector.failures).toEqual([])
    await expect.poll(ill).toEqual([])
    const { size } = appending.acknowledged
    process.stderr.write(`brokers: ${size} acknowledged, ${failed} of unknown fate, longest wait ${longestMs} ms\n`)
  }, 600_000)
})
