import { setImmediate as turn } from 'node:timers/promises'
import { type Event, eventIdHash, type IdentifiedBatch, type IdentifiedEvent } from '@weir/event'
import type { Aggregator } from '@weir/metric-definitions'
import { openValues, type Secrets, sealText } from '@weir/privacy'
import type { IdIndex } from '../ids/id-index.ts'
import type { IdMemory, StoredId } from '../ids/id-memory.ts'
import { rowsOfRange } from '../range/insert.ts'
import { pointsInserts } from '../range/marker.ts'
import { createShardRows, shardOfEvent, shardOfId } from '../range/placement.ts'
import type { Plan, Range } from '../range/range.ts'
import { eventColumns, outcomeColumns } from './columns.ts'
import { createDecider, type Decided, type Place } from './decide.ts'
import { errorEvent, metricEvent } from './metric-event.ts'
import { sealedOriginal } from './original.ts'
import { type Fault, isFault, readPayload } from './payload-reader.ts'
import { eventRow, type OutcomeDetail, outcomeRow } from './row.ts'

/** What the events stage keeps beside its position. */
export type EventsExtra = {
  readonly decided: Decided
  /** Offset below which ids are in weir_data.event_ids. */
  readonly indexedTo: number
  /** UTC day of the newest range done. */
  readonly day: number
  /** Unix ms of the newest range done. */
  readonly writtenAt: number
}

export interface PlanDeps {
  secrets: Secrets
  ids: IdIndex
  aggregatorOf(definitions: string): Promise<Aggregator>
}

/** How many events of a range got which outcome; repeats of identity get none. */
export type OutcomeCounts = Record<'stored' | 'duplicate' | 'quarantined' | 'suppressed', number>

export type EventsRange = Range<IdentifiedBatch>

const topic = 'events.identified'
const noHash = '0'.repeat(32)
const refusedByClickHouse: Fault = {
  code: 'refused_by_clickhouse',
  field: 'properties',
  message: 'ClickHouse cannot hold this value; mend it and send the event again',
}

/** Decides every event of a range and writes the rows of its inserts. Reads only: the same range gives the same plan. */
export async function planRange(
  range: EventsRange,
  extra: EventsExtra | undefined,
  memory: IdMemory,
  { secrets, ids, aggregatorOf }: PlanDeps,
): Promise<Plan<EventsExtra> & { outcomes: OutcomeCounts }> {
  const { generation, partition, intent } = range
  const aggregator = await aggregatorOf(intent.definitions)
  const hashes = hashesOf(range)
  const known = await storedBefore(range, hashes, memory, ids)
  const decider = createDecider(extra?.decided ?? {}, hash => known.get(hash))
  const refused = new Set(intent.quarantined)
  const { shards = 1 } = intent
  const events = createShardRows(shards)
  const outcomes = createShardRows(shards)
  const counts: OutcomeCounts = { stored: 0, duplicate: 0, quarantined: 0, suppressed: 0 }
  const refusedIds = new Set<string>()
  const notStored = (identified: IdentifiedEvent, hash: string, place: Place, detail: OutcomeDetail): void => {
    counts[detail.outcome]++
    outcomes.add(shardOfId(hash, shards), outcomeRow(identified, hash, place, detail))
  }

  for (const [at, { offset, batch }] of range.records.entries()) {
    let opened: string[] | undefined
    const valuesOf = () => {
      opened ??= openValues(secrets, batch.sealed)
      return opened
    }
    for (const [index, identified] of batch.events.entries()) {
      const place = { log: generation, partition, offset, index }
      const hash = hashes[at]![index]!
      const outcome = decider.decide(identified, hash, place)
      if (outcome.kind === 'repeat') continue
      if (outcome.kind === 'suppressed') {
        notStored(identified, hash, place, { outcome: 'suppressed' })
      } else if (outcome.kind === 'duplicate') {
        const { of } = outcome
        const duplicateOf = `${of.log}.${of.partition}.${of.offset}.${of.index}`
        notStored(identified, hash, place, { outcome: 'duplicate', duplicateOf })
      } else {
        store(identified as IdentifiedEvent & { event: Event }, hash, place, valuesOf)
      }
    }
    await turn()
  }

  function store(
    identified: IdentifiedEvent & { event: Event },
    hash: string,
    place: Place,
    valuesOf: () => string[],
  ): void {
    const { event } = identified
    if (refused.has(`${place.offset}.${place.index}`)) refusedIds.add(hash)
    // Other shards may have their rows of this range by now, decided while a later copy of a refused event was still its
    // duplicate: it must not become a row there after all, so it shares the verdict.
    const isRefused = refusedIds.has(hash) && (shards > 1 || refused.has(`${place.offset}.${place.index}`))
    const payload = isRefused ? refusedByClickHouse : readPayload(event.payloadSchema, event.payload)
    if (isFault(payload)) {
      const original = sealedOriginal(secrets, event, valuesOf)
      notStored(identified, hash, place, { outcome: 'quarantined', ...payload, original })
      aggregator.add(errorEvent('event.quarantined', { ...event, code: payload.code }))
      return
    }
    counts.stored++
    const sealed = event.sealed >= 0 ? sealText(secrets, valuesOf()[event.sealed] ?? '') : ''
    events.add(shardOfEvent(identified.anchorKey, hash, shards), eventRow(identified, hash, place, payload, sealed))
    aggregator.add(metricEvent(identified, payload))
    decider.stored(hash, { ...place, receivedAt: event.receivedAt })
  }

  const readBack = rowsOfRange(generation, partition, intent.from, intent.to)
  return {
    inserts: [
      ...events.inserts({ table: 'weir_data.events', columns: eventColumns, readBack }),
      ...pointsInserts(aggregator.drain(receivedMs(range)), { generation, topic, partition, intent }),
      ...outcomes.inserts({ table: 'weir_data.event_outcomes', columns: outcomeColumns, readBack }),
    ],
    outcomes: counts,
    extra: {
      decided: decider.highest(),
      indexedTo: extra?.indexedTo ?? 0,
      day: range.records[0]?.batch.day ?? extra?.day ?? 0,
      writtenAt: intent.at,
    },
    done() {
      for (const [hash, id] of decider.newlyStored()) memory.remember(hash, id)
    },
  }
}

/** The day a range was received on: a range has but one. */
const receivedMs = ({ records }: EventsRange) => (records[0]?.batch.day ?? 0) * 86_400_000

function hashesOf(range: EventsRange): string[][] {
  return range.records.map(({ batch }) =>
    batch.events.map(({ event }) => (event ? eventIdHash(event.tenant, event.source, event.id) : noHash)),
  )
}

/**
 * Which ids of the range are stored. Memory is read once, before ClickHouse is asked: ids leave it for the index while the
 * plan is made, and one seen in memory first and looked for there again later would be in neither answer.
 */
async function storedBefore(
  range: EventsRange,
  hashes: string[][],
  memory: IdMemory,
  ids: IdIndex,
): Promise<ReadonlyMap<string, StoredId>> {
  const known = new Map<string, StoredId>()
  const asked = new Set<string>()
  for (const [at, { batch }] of range.records.entries()) {
    for (const [index, { event }] of batch.events.entries()) {
      const hash = hashes[at]![index]!
      if (!event || known.has(hash)) continue
      const recent = memory.recent(hash)
      if (recent) known.set(hash, recent)
      else if (memory.maybeStored(hash, event.receivedAt)) asked.add(hash)
    }
  }
  for (const [hash, id] of await ids.find([...asked], spanOf(range))) known.set(hash, id)
  return known
}

function spanOf(range: EventsRange): { fromMs: number; toMs: number } {
  let fromMs = Number.POSITIVE_INFINITY
  let toMs = 0
  for (const { batch } of range.records) {
    for (const { receivedAt } of batch.events) {
      fromMs = Math.min(fromMs, receivedAt)
      toMs = Math.max(toMs, receivedAt)
    }
  }
  return { fromMs, toMs }
}
