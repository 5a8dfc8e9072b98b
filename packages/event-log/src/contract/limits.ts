import { expect, it } from 'vitest'
import type { EventLog } from '../event-log.ts'
import type { LogLimits } from '../options.ts'
import { groups, topics } from '../topics.ts'
import { collect } from './collector.ts'
import { gate, type LogBench, recordsOf } from './place.ts'

export function lagContract(bench: LogBench): void {
  it('tells what a group has processed, and the ends', async () => {
    const [one, two] = await bench.openMany(2, { partitions: 2 })
    await one!.append(topics.accepted, recordsOf(1, 'a', 'b', 'c'))
    const none = [
      { partition: 0, next: 0, end: 0 },
      { partition: 1, next: 0, end: 3 },
    ]
    expect(await one!.lag(topics.accepted, groups.identity)).toEqual(none)
    await one!.processed(topics.accepted, groups.identity, 1, 2)
    const some = [none[0], { partition: 1, next: 2, end: 3 }]
    expect(await one!.lag(topics.accepted, groups.identity)).toEqual(some)
    await expect.poll(() => two!.lag(topics.accepted, groups.identity), { timeout: 2_000 }).toEqual(some)
    expect(await two!.lag(topics.accepted, groups.ledger)).toEqual(none)
  })

  it('keeps what was noted last when the log is closed', async () => {
    const [one, two] = await bench.openMany(2)
    await one!.append(topics.accepted, recordsOf(0, 'a', 'b'))
    await one!.processed(topics.accepted, groups.identity, 0, 1)
    await one!.processed(topics.accepted, groups.identity, 0, 2)
    await one!.close()
    expect(await two!.lag(topics.accepted, groups.identity)).toEqual([{ partition: 0, next: 2, end: 2 }])
  })
}

const quick = { retentionIntervalMs: 20, minFreeBytes: 0 }
const endless = { ...quick, retentionMs: 3_600_000 }

export function limitContract(bench: LogBench): void {
  const open = (limits: Partial<LogLimits>) => bench.open({ limits })
  const start = async (log: EventLog) => (await log.bounds(topics.accepted)).partitions[0]!.start
  const kilobytes = (count: number) =>
    Array.from({ length: count }, () => ({ partition: 0, value: new Uint8Array(10_000) }))

  it('deletes by size, never what a declared group has not processed', async () => {
    const log = await open({ ...endless, retentionBytes: 50_000 })
    await log.append(topics.accepted, kilobytes(20))
    await log.processed(topics.accepted, groups.identity, 0, 20)
    await log.processed(topics.accepted, groups.ledger, 0, 4)
    await expect.poll(() => start(log)).toBe(4)
    await log.processed(topics.accepted, groups.ledger, 0, 20)
    await expect.poll(() => start(log)).toBeGreaterThan(14)
    expect(await start(log)).toBeLessThan(20)
  })

  it('deletes by age, and goes on counting', async () => {
    const log = await open({ ...quick, retentionMs: 0 })
    await log.append(topics.accepted, recordsOf(0, 'a', 'b', 'c'))
    await log.processed(topics.accepted, groups.identity, 0, 3)
    await log.processed(topics.accepted, groups.ledger, 0, 3)
    await expect.poll(() => start(log)).toBe(3)
    expect(await log.append(topics.accepted, recordsOf(0, 'd'))).toEqual([3])
  })

  it('keeps what is young and small', async () => {
    const log = await open({ ...endless, retentionBytes: 50_000 })
    await log.append(topics.accepted, kilobytes(2))
    await log.append(topics.identified, kilobytes(20))
    await log.processed(topics.accepted, groups.identity, 0, 2)
    await log.processed(topics.accepted, groups.ledger, 0, 2)
    await log.processed(topics.identified, groups.processor, 0, 20)
    // The other topic shows that retention has looked.
    await expect.poll(async () => (await log.bounds(topics.identified)).partitions[0]!.start).toBeGreaterThan(0)
    expect(await start(log)).toBe(0)
  })

  it('stops a position that retention has passed', async () => {
    const log = await open({ ...quick, retentionMs: 0 })
    await log.append(topics.accepted, recordsOf(0, 'a', 'b', 'c'))
    await log.processed(topics.accepted, groups.identity, 0, 2)
    await log.processed(topics.accepted, groups.ledger, 0, 3)
    await expect.poll(() => start(log)).toBe(2)
    const [late, right] = [collect({ from: () => 1 }), collect({ from: () => 2 })]
    await log.consume(topics.accepted, 'late', late)
    await log.consume(topics.accepted, 'right', right)
    await late.until(() => late.failures.length === 1)
    expect(late.failures[0]!.error).toMatchObject({ code: 'LOG_POSITION_INVALID' })
    await right.until(() => right.texts(0).length === 1)
    expect(right.texts(0)).toEqual(['c'])
  })

  it('lets an ephemeral group hold nothing back, and stops it where records are gone', async () => {
    const log = await open({ ...quick, retentionMs: 0 })
    const handled = gate()
    const slow = collect({ handle: () => handled.passed })
    await log.append(topics.accepted, recordsOf(0, 'a'))
    await log.consume(topics.accepted, 'tail-slow', slow)
    await slow.until(() => slow.calls.length === 1)
    await log.append(topics.accepted, recordsOf(0, 'b', 'c'))
    await log.processed(topics.accepted, groups.identity, 0, 2)
    await log.processed(topics.accepted, groups.ledger, 0, 2)
    await expect.poll(() => start(log)).toBe(2)
    handled.open()
    await slow.until(() => slow.failures.length === 1)
    expect(slow.failures[0]!.error).toMatchObject({ code: 'LOG_POSITION_INVALID' })
    expect(slow.texts(0)).toEqual(['a'])
  })

  it('forgets an ephemeral group with its last member', async () => {
    const log = await open(endless)
    const member = collect()
    const consumer = await log.consume(topics.accepted, 'tail-gone', member)
    await member.until(() => member.holding.has(0))
    await log.processed(topics.accepted, 'tail-gone', 0, 3)
    await log.processed(topics.accepted, groups.identity, 0, 3)
    const next = async (group: string) => (await log.lag(topics.accepted, group))[0]!.next
    expect(await next('tail-gone')).toBe(3)
    await consumer.stop()
    await expect.poll(() => next('tail-gone'), { timeout: 3_000 }).toBe(0)
    expect(await next(groups.identity)).toBe(3)
  })

  it('refuses what comes in beyond the quota, lets the stages behind write, and recovers', async () => {
    const log = await open({ ...endless, maxBytes: 300_000 })
    const fill = async () => {
      for (;;) await log.append(topics.accepted, kilobytes(1))
    }
    await expect(fill()).rejects.toMatchObject({ code: 'LOG_FULL', retryable: true })
    await expect(log.append(topics.rejected, kilobytes(1))).rejects.toMatchObject({ code: 'LOG_FULL' })
    await log.append(topics.identified, kilobytes(1))
    const { end } = (await log.bounds(topics.accepted)).partitions[0]!
    expect(end).toBeGreaterThan(20)
    for (const group of [groups.identity, groups.ledger]) await log.processed(topics.accepted, group, 0, end)
    const appended = () => log.append(topics.accepted, kilobytes(1)).catch(() => undefined)
    await expect.poll(appended, { timeout: 5_000 }).toEqual([end])
  })
}
