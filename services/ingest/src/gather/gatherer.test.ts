import { WeirError } from '@weir/errors'
import { type LogRecord, maxRecordBytes, topics } from '@weir/event-log'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGatherer, type RecordCodec } from './gatherer.ts'
import { createTicket } from './ticket.ts'

const day = Date.UTC(2026, 0, 31)

/** Entries are texts; a record is its day and its entries, a line each. */
const lines: RecordCodec<string> = {
  topic: topics.accepted,
  sizeOf: entry => entry.length,
  encode: (at, entries) => Buffer.from([at, ...entries].join('\n')),
}

function recordingLog() {
  const records: (LogRecord & { offset: number })[] = []
  const calls: number[] = []
  return {
    records,
    calls,
    async append(_: string, added: readonly LogRecord[]) {
      calls.push(added.length)
      return added.map(record => {
        const offset = records.filter(({ partition }) => partition === record.partition).length
        records.push({ ...record, offset })
        return offset
      })
    },
  }
}

const entriesOf = (value: Uint8Array) => Buffer.from(value).toString().split('\n').slice(1)

describe('gathering', () => {
  it('puts the events of many requests into one record, and tells each where its own are', async () => {
    const log = recordingLog()
    const { add, flush } = createGatherer(lines, { log, lingerMs: 1 })
    const tickets = Array.from({ length: 20 }, () => createTicket(2))
    for (const [index, ticket] of tickets.entries())
      for (const position of [0, 1]) add(0, day, `${index}/${position}`, ticket, position)
    await Promise.all(tickets.map(ticket => ticket.done(1_000)))
    expect(log.calls).toEqual([1])
    expect(tickets[7]!.places).toEqual([
      { partition: 0, offset: 0, index: 14 },
      { partition: 0, offset: 0, index: 15 },
    ])
    await flush()
  })

  it('never mixes partitions or days in a record, nor exceeds its limits, nor loses an event', async () => {
    const entry = fc.record({
      partition: fc.integer({ min: 0, max: 2 }),
      days: fc.integer({ min: 0, max: 1 }),
      bytes: fc.oneof({ weight: 20, arbitrary: fc.constant(10) }, { weight: 1, arbitrary: fc.constant(400_000) }),
      request: fc.integer({ min: 0, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        async (entries, understated) => {
          const log = recordingLog()
          const codec = { ...lines, sizeOf: (text: string) => text.length / understated }
          const { add, flush } = createGatherer(codec, { log, lingerMs: 0 })
          const tickets = [0, 1, 2, 3].map(() => createTicket(entries.length))
          for (const [index, { partition, days, bytes, request }] of entries.entries())
            add(partition, day + days * 86_400_000, `${index}:${days}:`.padEnd(bytes, 'x'), tickets[request]!, index)
          await Promise.all(tickets.map(ticket => ticket.done(5_000)))
          await flush()
          const byPlace = new Map(log.records.map(({ partition, offset, value }) => [`${partition}.${offset}`, value]))
          for (const [index, { partition, days, request }] of entries.entries()) {
            const place = tickets[request]!.places[index]!
            expect(place.partition).toBe(partition)
            const value = byPlace.get(`${partition}.${place.offset}`)!
            expect(entriesOf(value)[place.index]!.startsWith(`${index}:${days}:`)).toBe(true)
            expect(Buffer.from(value).toString().split('\n')[0]).toBe(String(day / 86_400_000 + days))
          }
          for (const { value } of log.records) expect(value.length).toBeLessThanOrEqual(maxRecordBytes)
          expect(log.records.flatMap(({ value }) => entriesOf(value))).toHaveLength(entries.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('puts small records of several partitions together, and tells each request all the same', async () => {
    const log = recordingLog()
    const { add, flush } = createGatherer(lines, { log, lingerMs: 0, leastEvents: 8 })
    const tickets = [createTicket(12), createTicket(12)]
    // Ten events for partition 3, and two for each of seven others, of both requests in turn.
    for (const [request, ticket] of tickets.entries()) {
      for (let position = 0; position < 5; position++) add(3, day, `${request}/${position}`, ticket, position)
      for (let at = 0; at < 7; at++) add(at < 3 ? at : at + 1, day, `${request}/${5 + at}`, ticket, 5 + at)
    }
    await Promise.all(tickets.map(ticket => ticket.done(1_000)))
    await flush()
    const sizes = log.records.map(({ value }) => entriesOf(value).length)
    expect(sizes.toSorted((a, b) => a - b)).toEqual([6, 8, 10])
    expect(log.records.find(({ value }) => entriesOf(value).length === 10)!.partition).toBe(3)
    const byPlace = new Map(log.records.map(({ partition, offset, value }) => [`${partition}.${offset}`, value]))
    for (const [request, { places }] of tickets.entries())
      for (let position = 0; position < 12; position++) {
        const { partition, offset, index } = places[position]!
        expect(entriesOf(byPlace.get(`${partition}.${offset}`)!)[index]).toBe(`${request}/${position}`)
      }
  })

  it('leaves days apart when it puts small records together', async () => {
    const log = recordingLog()
    const { add } = createGatherer(lines, { log, lingerMs: 0, leastEvents: 8 })
    const ticket = createTicket(3)
    for (const [position, days] of [0, 1, 0].entries()) add(position, day + days * 86_400_000, 'x', ticket, position)
    await ticket.done(1_000)
    expect(log.records.map(({ value }) => entriesOf(value).length).toSorted()).toEqual([1, 1, 1])
  })

  it('holds at most 1,000 events a record', async () => {
    const log = recordingLog()
    const { add } = createGatherer(lines, { log, lingerMs: 0 })
    const ticket = createTicket(2_500)
    for (let index = 0; index < 2_500; index++) add(0, day, 'x', ticket, index)
    await ticket.done(1_000)
    expect(log.records.map(({ value }) => entriesOf(value).length)).toEqual([1_000, 1_000, 500])
  })
})

it('fails only the request whose event cannot be encoded', async () => {
  const log = recordingLog()
  const encode: typeof lines.encode = (at, entries) => {
    if (entries.includes('bad')) throw new TypeError('no such number')
    return lines.encode(at, entries)
  }
  const { add } = createGatherer({ ...lines, encode }, { log, lingerMs: 0 })
  const tickets = Array.from({ length: 9 }, () => createTicket(1))
  for (const [index, ticket] of tickets.entries()) add(0, day, index === 5 ? 'bad' : `${index}`, ticket, 0)
  const outcomes = await Promise.allSettled(tickets.map(ticket => ticket.done(1_000)))
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(tickets.map((_, index) => index !== 5))
  expect(log.records.flatMap(({ value }) => entriesOf(value))).toEqual(['0', '1', '2', '3', '4', '6', '7', '8'])
})

describe('when the log cannot', () => {
  it('fails every request that has an event in the record, and no other', async () => {
    const log = {
      append: async (_: string, added: readonly LogRecord[]) => {
        if (added[0]!.partition === 1) throw new WeirError('LOG_UNAVAILABLE', 'gone')
        return [0]
      },
    }
    const failures: unknown[] = []
    const { add, flush } = createGatherer(lines, {
      log,
      lingerMs: 60_000,
      onAppend: ({ error }) => void failures.push(error),
    })
    const [lost, safe] = [createTicket(1), createTicket(1)]
    add(1, day, 'a', lost, 0)
    await flush()
    add(0, day, 'b', safe, 0)
    await flush()
    await expect(lost.done(1_000)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
    await expect(safe.done(1_000)).resolves.toBeUndefined()
    expect(failures).toEqual([expect.objectContaining({ code: 'LOG_UNAVAILABLE' }), undefined])
  })

  it('counts what is still under way, whoever waits for it', async () => {
    let release: () => void = () => {}
    const gate = new Promise<number[]>(resolve => {
      release = () => resolve([0])
    })
    const { add, flush, pendingBytes } = createGatherer(lines, { log: { append: () => gate }, lingerMs: 0 })
    const ticket = createTicket(1)
    add(0, day, 'abc', ticket, 0)
    await expect(ticket.done(5)).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(pendingBytes()).toBe(3)
    release()
    await flush()
    expect(pendingBytes()).toBe(0)
  })

  it('answers at the deadline that the outcome is unknown', async () => {
    const { add } = createGatherer(lines, { log: { append: () => new Promise(() => {}) }, lingerMs: 0 })
    const ticket = createTicket(1)
    add(0, day, 'a', ticket, 0)
    await expect(ticket.done(5)).rejects.toMatchObject({ code: 'TIMEOUT' })
  })
})
