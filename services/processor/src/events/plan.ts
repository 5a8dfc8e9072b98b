import { setImmediate as turn } from 'node:timers/promises'
import { type Event, eventIdHash, type IdentifiedBatch, type IdentifiedEvent } from '@weir/event'
import { type Aggregator, encodePoints } from '@weir/metric-definitions'
import { openValues, type Secrets, sealText } from '@weir/privacy'
import type { IdIndex } from '../ids/id-index.ts'
import type { IdMemory, StoredId } from '../ids/id-memory.ts'
import { type Insert, rowsOfRange } from '../range/insert.ts'
import { pointsInsert } from '../range/marker.ts'
import type { Plan, Range } from '../range/range.ts'
import { eventColumns, outcomeColumns } from './columns.ts'
import { createDecider, type Decided } from './decide.ts'
import { errorEvent, metricEvent } from './metric-event.ts'
import { sealedOriginal } from './original.ts'
import { type Fault, isFault, readPayload } from './payload-reader.ts'
import { eventRow, outcomeRow } from './row.ts'

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
): Promise<Plan<EventsExtra>> {
  const { generation, partition, intent } = range
  const aggregator = await aggregatorOf(intent.definitions)
  const hashes = hashesOf(range)
  const known = await storedBefore(range, hashes, memory, ids)
  const decider = createDecider(extra?.decided ?? {}, hash => known.get(hash))
  const refused = new Set(intent.quarantined)
  const eventLines: string[] = []
  const outcomeLines: string[] = []

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
        outcomeLines.push(outcomeRow(identified, hash, place, { outcome: 'suppressed' }))
      } else if (outcome.kind === 'duplicate') {
        const { of } = outcome
        outcomeLines.push(
          outcomeRow(identified, hash, place, {
            outcome: 'duplicate',
            duplicateOf: `${of.log}.${of.partition}.${of.offset}.${of.index}`,
          }),
        )
      } else {
        store(identified as IdentifiedEvent & { event: Event }, hash, place, valuesOf)
      }
    }
    await turn()
  }

  function store(
    identified: IdentifiedEvent & { event: Event },
    hash: string,
    place: { log: string; partition: number; offset: number; index: number },
    valuesOf: () => string[],
  ): void {
    const { event } = identified
    const payload = refused.has(`${place.offset}.${place.index}`)
      ? refusedByClickHouse
      : readPayload(event.payloadSchema, event.payload)
    if (isFault(payload)) {
      outcomeLines.push(
        outcomeRow(identified, hash, place, {
          outcome: 'quarantined',
          ...payload,
          original: sealedOriginal(secrets, event, valuesOf),
        }),
      )
      aggregator.add(errorEvent('event.quarantined', { ...event, code: payload.code }))
      return
    }
    const sealed = event.sealed >= 0 ? sealText(secrets, valuesOf()[event.sealed] ?? '') : ''
    eventLines.push(eventRow(identified, hash, place, payload, sealed))
    aggregator.add(metricEvent(identified, payload))
    decider.stored(hash, { ...place, receivedAt: event.receivedAt })
  }

  const points = aggregator.drain()
  const readBack = rowsOfRange(generation, partition, intent.from, intent.to)
  const inserts: Insert[] = []
  if (eventLines.length > 0) {
    inserts.push({
      table: 'weir_data.events',
      columns: eventColumns,
      rows: eventLines.join(''),
      rowCount: eventLines.length,
      readBack,
    })
  }
  inserts.push(
    pointsInsert({ lines: encodePoints(points), count: points.length }, { generation, topic, partition, intent }),
  )
  if (outcomeLines.length > 0) {
    inserts.push({
      table: 'weir_data.event_outcomes',
      columns: outcomeColumns,
      rows: outcomeLines.join(''),
      rowCount: outcomeLines.length,
      readBack,
    })
  }
  return {
    inserts,
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
