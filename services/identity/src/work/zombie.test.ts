import { WeirError } from '@weir/errors'
import { dayOf, decodeIdentifiedBatch, encodeEventBatch, eventIdHash, identifiedPartition } from '@weir/event'
import type { LogRecord, StoredRecord } from '@weir/event-log'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createPipeline } from '../pipeline.ts'
import { eventOf } from '../resolve/events.fixture.ts'
import { createResolver } from '../resolve/resolver.ts'
import { createMemoryIdentityStore } from '../store/memory/memory-identity-store.ts'
import { secrets } from './platform.fixture.ts'

const partitions = 3
const places = 14

/** What becomes of one append to one partition. */
type Fate = 'answered' | 'answer lost' | 'late' | 'never'
const fate = fc.constantFrom<Fate>('answered', 'answered', 'answered', 'answer lost', 'late', 'never')
const step = fc.record({
  /** Which of the workers that think the partition is theirs. */
  worker: fc.nat(),
  records: fc.integer({ min: 1, max: 4 }),
  fates: fc.array(fate, { maxLength: 8 }),
  /** It dies with what it was about to append; the next one begins at the position. */
  dies: fc.boolean(),
  /** Another takes the partition though this one goes on. */
  taken: fc.boolean(),
  saved: fc.boolean(),
  landing: fc.nat(),
})

it('gives the processor every event once and in order, whatever zombies append and however late it lands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const accepted = Array.from({ length: places }, (_, offset) => acceptedRecord(offset))
      const log: LogRecord[] = []
      const late: LogRecord[][] = []
      /** The records of one partition in one append are one produce request: all of them or none, in order. */
      const send = (records: readonly LogRecord[], next: () => Fate): boolean => {
        let isKnown = true
        for (let partition = 0; partition < partitions; partition += 1) {
          const request = records.filter(record => record.partition === partition)
          const what = request.length === 0 ? 'answered' : next()
          if (what === 'answered' || what === 'answer lost') log.push(...request)
          else if (what === 'late') late.push(request)
          isKnown &&= what === 'answered'
        }
        return isKnown
      }
      const workers = [newWorker(0)]
      let saved = 0

      const work = async (worker: ReturnType<typeof newWorker>, records: number, next: () => Fate, dies: boolean) => {
        const read = accepted.slice(worker.next, worker.next + records)
        if (read.length === 0) return
        const attempt = async (_topic: string, outputs: readonly LogRecord[]) => {
          if (!send(outputs, next)) throw new WeirError('LOG_UNAVAILABLE', 'the answer was lost')
          return []
        }
        await worker.identify(attempt, dies)(read)
        worker.next += read.length
      }

      for (const { worker: number, records, fates, dies, taken, saved: saves, landing } of steps) {
        const worker = workers[number % workers.length]!
        const waiting = [...fates]
        const died = await work(worker, records, () => waiting.shift() ?? 'answered', dies).then(
          () => false,
          () => true,
        )
        const isOwner = worker === workers.at(-1)
        // Fenced, a zombie cannot move the position.
        if (isOwner && saves && !died) saved = worker.next
        if (died) workers.splice(workers.indexOf(worker), 1)
        if (workers.length === 0 || (died && isOwner) || taken) workers.push(newWorker(saved))
        if (late.length > 0) log.push(...late.splice(landing % late.length, 1)[0]!)
      }
      const last = newWorker(saved)
      while (last.next < places) await work(last, 3, () => 'answered', false)
      for (const request of late) log.push(...request)

      for (let partition = 0; partition < partitions; partition += 1) {
        const mine = accepted.flatMap(({ ids }) => ids).filter(id => partitionOf(id) === partition)
        expect(decided(log.filter(record => record.partition === partition))).toEqual(mine)
      }
    }),
    { numRuns: 120 },
  )
})

/** The processor's rule: what is not above everything before it is a repeat. */
function decided(records: readonly LogRecord[]): string[] {
  let highest = [-1, -1]
  return records.flatMap(({ value }) =>
    decodeIdentifiedBatch(value).events.flatMap(({ offset, index, event }) => {
      if (offset < highest[0]! || (offset === highest[0] && index <= highest[1]!)) return []
      highest = [offset, index]
      return [event!.id]
    }),
  )
}

const partitionOf = (id: string) => identifiedPartition(eventIdHash('t', 'web', id), partitions)

function acceptedRecord(offset: number): StoredRecord & { ids: string[] } {
  const ids = Array.from({ length: 1 + (offset % 4) }, (_, index) => `${offset}.${index}`)
  const events = ids.map(id => eventOf({ id, keys: ['user_id:1'] }))
  const value = encodeEventBatch({ day: dayOf(events[0]!.receivedAt), sealed: new Uint8Array(0), events })
  return { partition: 0, offset, appendedAt: 0, value, ids }
}

/** A worker that reads on from `next`; its pipeline is the real one. */
function newWorker(next: number) {
  const store = createMemoryIdentityStore()
  const resolver = createResolver({
    async apply(facts) {
      await store.claim(1)
      return store.apply(facts)
    },
    priorityOf: () => 1,
    cacheEntries: 100,
  })
  const identify =
    (append: (topic: string, records: readonly LogRecord[]) => Promise<number[]>, dies: boolean) =>
    (records: readonly StoredRecord[]) =>
      createPipeline({
        ...{ resolver, secrets, partitions, log: { append }, generation: 'g' },
        async insist(_doing, run) {
          for (;;) {
            try {
              return await run()
            } catch (error) {
              if (dies) throw error
            }
          }
        },
      })(0, records, new AbortController().signal)
  return { next, identify }
}
