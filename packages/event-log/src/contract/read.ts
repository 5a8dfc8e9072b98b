import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { readLimits } from '../consume/source.ts'
import { topics } from '../topics.ts'
import { collect } from './collector.ts'
import { gate, type LogBench, numbered, recordsOf } from './place.ts'

export function readContract(bench: LogBench): void {
  it('reads from the offset it is told, again and again', async () => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, 'a', 'b', 'c'))
    for (const from of [1, 1, 0, 2]) {
      const collector = collect({ from: () => from })
      const consumer = await log.consume(topics.accepted, 'again', collector)
      await collector.until(() => collector.offsets(0).at(-1) === 2)
      expect(collector.texts(0)).toEqual(['a', 'b', 'c'].slice(from))
      await consumer.stop()
    }
  })

  it('begins at the end when told so, and gets only what comes later', async () => {
    const [writer, reader] = await bench.openMany(2)
    await writer!.append(topics.accepted, recordsOf(0, 'early'))
    const tail = collect({ from: async p => (await reader!.bounds(topics.accepted)).partitions[p]!.end })
    await reader!.consume(topics.accepted, 'tail-1', tail)
    await tail.until(() => tail.holding.has(0))
    await writer!.append(topics.accepted, recordsOf(0, 'late'))
    await tail.until(() => tail.calls.length > 0)
    expect(tail.texts(0)).toEqual(['late'])
  })

  it('hands out a bounded number of records and bytes a call', async () => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, ...numbered(readLimits.records + 10)))
    const large = Array.from({ length: 12 }, () => ({ partition: 0, value: new Uint8Array(850_000) }))
    await log.append(topics.accepted, large)
    const collector = collect()
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.offsets(0).length === readLimits.records + 22)
    for (const { records } of collector.calls) {
      expect(records.length).toBeLessThanOrEqual(readLimits.records)
      const bytes = records.reduce((sum, { value }) => sum + value.length, 0)
      expect(bytes).toBeLessThanOrEqual(readLimits.bytes)
    }
  })

  it('reads nothing more of a partition while its handler is pending, and goes on with the others', async () => {
    const log = await bench.open({ partitions: 2 })
    const handled = gate()
    const collector = collect({ handle: partition => (partition === 0 ? handled.passed : undefined) })
    await log.consume(topics.accepted, 'check', collector)
    await log.append(topics.accepted, recordsOf(0, 'a'))
    await collector.until(() => collector.texts(0).length === 1)
    for (let round = 0; round < 5; round++) {
      await log.append(topics.accepted, [...recordsOf(0, 'more'), ...recordsOf(1, 'b')])
      await collector.until(() => collector.texts(1).length === round + 1)
    }
    expect(collector.texts(0)).toEqual(['a'])
    handled.open()
    await collector.until(() => collector.texts(0).length === 6)
    expect(collector.offsets(0)).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('repeats the same records after a retryable error, and nothing else', async () => {
    const log = await bench.open()
    let refusals = 2
    const collector = collect({
      handle: () => {
        if (refusals-- > 0) throw new WeirError('STATE_UNAVAILABLE', 'not now')
      },
    })
    await log.append(topics.accepted, recordsOf(0, 'a', 'b'))
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.calls.length === 3)
    await log.append(topics.accepted, recordsOf(0, 'c'))
    await collector.until(() => collector.texts(0).includes('c'))
    expect(collector.texts(0)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'c'])
    expect(collector.failures).toEqual([])
  })

  it('asks again where to begin after a retryable error', async () => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, 'a'))
    let refusals = 2
    const from = () => {
      if (refusals-- > 0) throw new WeirError('STATE_UNAVAILABLE', 'not now')
      return 0
    }
    const collector = collect({ from })
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.texts(0).length === 1)
    expect(collector.opened).toEqual([0, 0, 0])
  })

  it.each([
    ['a WeirError that is not retryable', new WeirError('RANGE_MISMATCH', 'no')],
    ['any other error', new TypeError('a bug')],
  ])('stops the partition for %s, and goes on with the others', async (_, error) => {
    const log = await bench.open({ partitions: 2 })
    const collector = collect({
      handle: partition => {
        if (partition === 0) throw error
      },
    })
    const consumer = await log.consume(topics.accepted, 'check', collector)
    await log.append(topics.accepted, recordsOf(0, 'a'))
    await collector.until(() => collector.failures.length === 1)
    await log.append(topics.accepted, [...recordsOf(0, 'b'), ...recordsOf(1, 'c')])
    await collector.until(() => collector.texts(1).length === 1)
    expect(collector.failures).toEqual([{ partition: 0, error }])
    expect(collector.texts(0)).toEqual(['a'])
    await consumer.stop()
    expect(collector.closedPartitions.toSorted()).toEqual([0, 1])
  })

  it.each([2, -1, 0.5, Number.NaN])('stops a partition that is to begin at %d of 1', async from => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, 'a'))
    const collector = collect({ from: () => from })
    await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.failures.length === 1)
    expect(collector.failures[0]).toMatchObject({ partition: 0, error: { code: 'LOG_POSITION_INVALID' } })
    expect(collector.calls).toEqual([])
  })

  it('stops a partition whose opening fails for good, without closing it', async () => {
    const log = await bench.open()
    const fenced = new WeirError('FENCED', 'no')
    const collector = collect({ from: () => Promise.reject(fenced) })
    const consumer = await log.consume(topics.accepted, 'check', collector)
    await collector.until(() => collector.failures.length === 1)
    await consumer.stop()
    expect(collector.failures).toEqual([{ partition: 0, error: fenced }])
    expect(collector.closedPartitions).toEqual([])
  })
}
