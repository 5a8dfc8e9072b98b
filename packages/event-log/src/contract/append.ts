import { expect, it } from 'vitest'
import { maxRecordBytes, topics } from '../topics.ts'
import { collect } from './collector.ts'
import { type LogBench, numbered, recordsOf, textOf } from './place.ts'

export function appendContract(bench: LogBench): void {
  it('gives each record the next offset of its partition', async () => {
    const log = await bench.open({ partitions: 2 })
    const mixed = [...recordsOf(0, 'a'), ...recordsOf(1, 'b'), ...recordsOf(0, 'c')]
    expect(await log.append(topics.accepted, mixed)).toEqual([0, 0, 1])
    expect(await log.append(topics.accepted, recordsOf(0, 'd', 'e'))).toEqual([2, 3])
    expect(await log.append(topics.accepted, [])).toEqual([])
    expect((await log.bounds(topics.accepted)).partitions).toEqual([
      { start: 0, end: 4 },
      { start: 0, end: 1 },
    ])
  })

  it('keeps topics apart', async () => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, 'a'))
    expect(await log.append(topics.identified, recordsOf(0, 'b'))).toEqual([0])
    expect((await log.bounds(topics.rejected)).partitions).toEqual([{ start: 0, end: 0 }])
  })

  it('shows a record to others as soon as the append resolves', async () => {
    const [writer, reader] = await bench.openMany(2)
    for (let offset = 0; offset < 5; offset++) {
      await writer!.append(topics.accepted, recordsOf(0, String(offset)))
      expect((await reader!.bounds(topics.accepted)).partitions[0]!.end).toBe(offset + 1)
    }
  })

  it('appends for many callers at once: dense offsets, each caller in order, nothing lost', async () => {
    const [one, two] = await bench.openMany(2, { partitions: 2 })
    const calls = Array.from({ length: 60 }, async (_, call) => {
      const log = call % 2 === 0 ? one! : two!
      const offsets = await log.append(topics.accepted, recordsOf(call % 3 === 0 ? 1 : 0, `${call}.0`, `${call}.1`))
      return { call, offsets }
    })
    const appended = await Promise.all(calls)
    const collector = collect()
    await one!.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.texts(0).length + collector.texts(1).length === 120)
    for (const { call, offsets } of appended) {
      expect(offsets[1]).toBeGreaterThan(offsets[0]!)
      const texts = collector.texts(call % 3 === 0 ? 1 : 0)
      expect(offsets.map(offset => texts[offset])).toEqual([`${call}.0`, `${call}.1`])
    }
  })

  it('keeps the largest and the smallest value, and the time', async () => {
    const log = await bench.open()
    const large = new Uint8Array(maxRecordBytes).map((_, index) => index % 251)
    const before = Date.now()
    await log.append(topics.accepted, [
      { partition: 0, value: large },
      { partition: 0, value: new Uint8Array(0) },
    ])
    const collector = collect()
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.offsets(0).length === 2)
    const [first, second] = collector.calls.flatMap(call => call.records)
    expect(Buffer.compare(first!.value, large)).toBe(0)
    expect(second!.value.length).toBe(0)
    for (const { appendedAt } of [first!, second!]) {
      expect(appendedAt).toBeGreaterThanOrEqual(before - 1_000)
      expect(appendedAt).toBeLessThanOrEqual(Date.now() + 1_000)
    }
  })

  it('appends nothing of a call with a record it cannot hold', async () => {
    const log = await bench.open({ partitions: 2 })
    const tooLarge = { partition: 0, value: new Uint8Array(maxRecordBytes + 1) }
    const unknown = { partition: 2, value: new Uint8Array(1) }
    for (const bad of [tooLarge, unknown, { ...unknown, partition: -1 }, { ...unknown, partition: 0.5 }]) {
      await expect(log.append(topics.accepted, [...recordsOf(0, 'a'), bad])).rejects.toMatchObject({
        code: 'LOG_RECORD_INVALID',
      })
    }
    expect((await log.bounds(topics.accepted)).partitions[0]).toEqual({ start: 0, end: 0 })
  })

  it('keeps records, offsets and the generation while handles come and go', async () => {
    const [first, second] = await bench.openMany(2)
    const { generation } = await first!.bounds(topics.accepted)
    await first!.append(topics.accepted, recordsOf(0, 'a'))
    await first!.close()
    expect(await second!.bounds(topics.accepted)).toEqual({ generation, partitions: [{ start: 0, end: 1 }] })
    expect(await second!.append(topics.accepted, recordsOf(0, 'b'))).toEqual([1])
    await expect(first!.append(topics.accepted, recordsOf(0, 'c'))).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
  })

  it('gives every log a generation of its own', async () => {
    const [one, two] = [await bench.open(), await bench.open()]
    expect((await one.bounds(topics.accepted)).generation).not.toBe((await two.bounds(topics.accepted)).generation)
  })

  it('hands out what it was given, in order, from the first to the last', async () => {
    const log = await bench.open()
    const values = numbered(2_000)
    for (let at = 0; at < values.length; at += 100) {
      await log.append(topics.accepted, recordsOf(0, ...values.slice(at, at + 100)))
    }
    const collector = collect()
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.texts(0).length === values.length)
    expect(collector.texts(0)).toEqual(values)
    expect(collector.calls.flatMap(call => call.records).map(textOf)).toEqual(values)
    expect(collector.offsets(0)).toEqual(values.map(Number))
  })
}
