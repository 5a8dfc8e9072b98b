import { expect, it } from 'vitest'
import type { EventLog } from '../event-log.ts'
import { topics } from '../topics.ts'
import { type Collector, collect } from './collector.ts'
import { gate, type LogBench, recordsOf } from './place.ts'

export function groupContract(bench: LogBench): void {
  it('gives every group every record', async () => {
    const log = await bench.open()
    await log.append(topics.accepted, recordsOf(0, 'a', 'b'))
    const groups = [collect(), collect()]
    for (const [index, collector] of groups.entries()) await log.consume(topics.accepted, `group-${index}`, collector)
    for (const collector of groups) {
      await collector.until(() => collector.texts(0).length === 2)
      expect(collector.texts(0)).toEqual(['a', 'b'])
    }
  })

  it('spreads the partitions evenly over the members, and back when one leaves', async () => {
    const logs = await bench.openMany(3, { partitions: 6 })
    const members = logs.map(() => collect())
    const first = await logs[0]!.consume(topics.accepted, 'spread', members[0]!)
    await until(members, () => members[0]!.holding.size === 6)
    await logs[1]!.consume(topics.accepted, 'spread', members[1]!)
    await until(members, () => members.every((member, index) => member.holding.size === [3, 3, 0][index]))
    await logs[2]!.consume(topics.accepted, 'spread', members[2]!)
    await until(members, () => members.every(member => member.holding.size === 2))
    expect(new Set(members.flatMap(member => [...member.holding])).size).toBe(6)
    await first.stop()
    await until(members, () => members.every((member, index) => member.holding.size === [0, 3, 3][index]))
  })

  it('keeps a member beyond the number of partitions in waiting', async () => {
    const logs = await bench.openMany(2)
    const [first, second] = [collect(), collect()]
    const leading = await logs[0]!.consume(topics.accepted, 'standby', first)
    await first.until(() => first.holding.has(0))
    const waiting = await logs[1]!.consume(topics.accepted, 'standby', second)
    await logs[0]!.append(topics.accepted, recordsOf(0, 'a'))
    await first.until(() => first.texts(0).length === 1)
    expect(second.opened).toEqual([])
    await leading.stop()
    await second.until(() => second.texts(0).length === 1)
    await waiting.stop()
    expect([first.closedPartitions, second.closedPartitions]).toEqual([[0], [0]])
  })

  it('takes a partition away in mid-batch, and gives it on only when it is closed', async () => {
    const [one, two] = await bench.openMany(2, { partitions: 2 })
    const closing = gate()
    const handling = gate()
    const leaver = collect({ handle: () => handling.passed, onClosed: () => closing.passed })
    await one!.consume(topics.accepted, 'mid-batch', leaver)
    await one!.append(topics.accepted, [...recordsOf(0, 'a'), ...recordsOf(1, 'b')])
    await leaver.until(() => leaver.calls.length === 2)
    const joiner = collect()
    await two!.consume(topics.accepted, 'mid-batch', joiner)
    await leaver.until(() => leaver.closedPartitions.length === 1)
    expect(leaver.holding.size).toBe(2) // told, and not yet done
    await two!.append(topics.accepted, [...recordsOf(0, 'c'), ...recordsOf(1, 'd')])
    await timeToJoin(two!)
    expect(joiner.opened).toEqual([])
    closing.open()
    await joiner.until(() => joiner.calls.length > 0)
    expect(joiner.opened).toEqual(leaver.closedPartitions)
    handling.open()
    const kept = leaver.closedPartitions[0] === 0 ? 1 : 0
    await leaver.until(() => leaver.texts(kept).length === 2)
    expect(leaver.offsets(1 - kept)).toEqual([0])
  })

  it('stops only when no handler call is running', async () => {
    const log = await bench.open({ partitions: 2 })
    const handling = gate()
    const collector = collect({ handle: partition => (partition === 0 ? handling.passed : undefined) })
    const consumer = await log.consume(topics.accepted, 'stopping', collector)
    await log.append(topics.accepted, [...recordsOf(0, 'a'), ...recordsOf(1, 'b')])
    await collector.until(() => collector.calls.length === 2)
    let stopped = false
    const stopping = consumer.stop().then(() => {
      stopped = true
    })
    await collector.until(() => collector.closedPartitions.length === 2)
    await log.append(topics.accepted, [...recordsOf(0, 'late'), ...recordsOf(1, 'late')])
    expect(stopped).toBe(false)
    handling.open()
    await stopping
    await consumer.stop()
    expect(collector.calls.length).toBe(2)
    expect(collector.closedPartitions.toSorted()).toEqual([0, 1])
  })

  it('stops its consumers when the log is closed', async () => {
    const log = await bench.open()
    const collector = collect()
    await log.consume(topics.accepted, 'closing', collector)
    await collector.until(() => collector.holding.has(0))
    await log.close()
    expect(collector.closedPartitions).toEqual([0])
  })

  it('never lets two members hold a partition, and loses nothing, whoever comes and goes', async () => {
    const logs = await bench.openMany(3, { partitions: 4 })
    const positions = new Map<number, number>()
    const seen = new Map<number, string[]>()
    const holders = new Map<number, object>()
    const clashes: number[] = []
    const join = async (log: EventLog) => {
      const me = {}
      const member = collect({
        from: partition => {
          if (holders.has(partition)) clashes.push(partition)
          holders.set(partition, me)
          return positions.get(partition) ?? 0
        },
        handle: (partition, records) => {
          if (holders.get(partition) !== me) return // fenced, as the state store would
          positions.set(partition, records.at(-1)!.offset + 1)
          const texts = records.map(({ value }) => Buffer.from(value).toString())
          seen.set(partition, [...(seen.get(partition) ?? []), ...texts])
        },
        onClosed: partition => void holders.delete(partition),
      })
      return { member, consumer: await log.consume(topics.accepted, 'churn', member) }
    }
    const stays = await join(logs[0]!)
    for (let round = 0; round < 12; round++) {
      const guest = await join(logs[1 + (round % 2)]!)
      for (const partition of [0, 1, 2, 3]) await logs[0]!.append(topics.accepted, recordsOf(partition, `${round}`))
      if (round % 3 === 0) await guest.member.until(() => guest.member.holding.size > 0)
      await guest.consumer.stop()
    }
    const all = Array.from({ length: 12 }, (_, round) => `${round}`)
    await stays.member.until(() => [0, 1, 2, 3].every(partition => seen.get(partition)?.length === 12))
    for (const partition of [0, 1, 2, 3]) expect(seen.get(partition)).toEqual(all)
    expect(clashes).toEqual([])
  })
}

/** As long as a member takes to get a partition that is free. */
async function timeToJoin(log: EventLog): Promise<void> {
  for (const group of ['clock-1', 'clock-2']) {
    const clock = collect()
    const consumer = await log.consume(topics.accepted, group, clock)
    await clock.until(() => clock.calls.length > 0)
    await consumer.stop()
  }
}

/** Resolves when it holds, looked at after every call of any member. */
async function until(members: readonly Collector[], holds: () => boolean): Promise<void> {
  await Promise.race(members.map(member => member.until(holds)))
}
