import type { DebuggedEvent, DebuggerOutcome } from '@weir/console-protocol'
import {
  decodeAcceptedIds,
  decodeEventBatch,
  decodeRejectedBatch,
  type KeyRef,
  type RejectionCode,
  rejectionCodes,
} from '@weir/event'
import { type StoredRecord, topics } from '@weir/event-log'
import { maskValue, openValues, type Secrets } from '@weir/privacy'
import type { Logger } from '@weir/telemetry'
import { formatCoordinates } from '../receipts/coordinates.ts'
import { receiptPath } from '../receipts/receipt-path.ts'

/** Says of an event whether it is to be shown. Asked once for each, and before anything dear is done for it. */
export type Choose = (tenant: string, source: string, outcome: DebuggerOutcome) => boolean
export type Show = (tenant: string, event: DebuggedEvent) => void

export interface ReaderDeps {
  secrets: Secrets
  logger: Logger
  choose: Choose
  show: Show
}

const readers = { [topics.accepted]: showAccepted, [topics.rejected]: showRejected }

export type DecidedTopic = keyof typeof readers

/** The topics whose records are decisions. */
export const decidedTopics = [topics.accepted, topics.rejected] as const satisfies readonly DecidedTopic[]

/** Shows what is chosen of a record. One that cannot be read (a newer Weir wrote it) is passed over: the next ones can. */
export function readDecisions(topic: DecidedTopic, deps: ReaderDeps, record: StoredRecord, generation: string): void {
  try {
    readers[topic](deps, record, generation)
  } catch (err) {
    const { partition, offset } = record
    deps.logger.warn({ err, topic, partition, offset }, 'the debugger cannot read a record of the log')
  }
}

/** Longest text of an event that is shown: a sender may have put anything into a name. */
const longestText = 200
const cut = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)

function showAccepted({ secrets, choose, show }: ReaderDeps, record: StoredRecord, generation: string): void {
  const chosen = decodeAcceptedIds(record.value).flatMap(({ tenant, source }, index) =>
    choose(tenant, source, 'accepted') ? [index] : [],
  )
  if (chosen.length === 0) return
  const { events, sealed } = decodeEventBatch(record.value)
  const opened = chosen.some(index => events[index]?.keys.some(isSealed)) ? openValues(secrets, sealed) : []
  for (const index of chosen) {
    const event = events[index]!
    show(event.tenant, {
      outcome: 'accepted',
      receivedAt: event.receivedAt,
      ...namesOf(event),
      keys: event.keys.map(key => ({ type: key.type, value: cut(shownValue(key, opened)), usable: key.usable })),
      receipt: receiptPath(event, { at: placeOf(record, generation, index) }),
    })
  }
}

function showRejected({ choose, show }: ReaderDeps, record: StoredRecord, generation: string): void {
  for (const [index, event] of decodeRejectedBatch(record.value).events.entries()) {
    if (!choose(event.tenant, event.source, 'rejected')) continue
    show(event.tenant, {
      outcome: 'rejected',
      receivedAt: event.receivedAt,
      ...namesOf(event),
      keys: [],
      reason: reasonOf(event),
      receipt: receiptPath(event, { rejected: placeOf(record, generation, index) }),
    })
  }
}

const namesOf = ({ source, id, type }: { source: string; id: string; type: string }) => ({
  source,
  id: cut(id),
  type: cut(type),
})

const placeOf = ({ partition, offset }: StoredRecord, log: string, index: number) =>
  formatCoordinates({ log, partition, offset, index })

const isSealed = ({ sealed }: KeyRef) => sealed >= 0

function shownValue({ type, value, sealed }: KeyRef, opened: readonly string[]): string {
  const secret = opened[sealed]
  return secret === undefined ? (value ?? '****') : maskValue(type, secret)
}

/** Ingest's message ends with the remedy: told apart, a page can set them apart. */
function reasonOf({ code, field, message }: { code: string; field: string; message: string }) {
  const remedy = code in rejectionCodes ? rejectionCodes[code as RejectionCode].remedy : ''
  const wrong = remedy !== '' && message.endsWith(remedy) ? message.slice(0, -remedy.length).trimEnd() : message
  return { code, field: cut(field), message: cut(wrong), remedy }
}
