import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import { eventIdHash, uuidOf } from '@weir/event'
import type { EventLog } from '@weir/event-log'
import type { Secrets } from '@weir/privacy'
import { acceptedAt, allDecided } from './accepted-record.ts'
import { type Coordinates, sameCoordinates } from './coordinates.ts'
import { type Asked, mostTelling, type Outcome } from './outcome.ts'
import { outcomeRows } from './outcome-rows.ts'
import { rejectedAt } from './rejected-record.ts'
import { rejectedRows } from './rejected-rows.ts'
import { storedRows } from './stored-rows.ts'
import { findUndecided } from './undecided.ts'

export interface ReceiptDeps {
  clickhouse: ClickHouse
  log: EventLog
  secrets: Secrets
  /** Every source of the tenant: the id alone does not name an event. */
  sources(tenant: string): Promise<readonly string[]>
}

export interface ReceiptQuestion extends Asked {
  /** Coordinates from the receipt's URL: on events.accepted, or on events.rejected when `rejected`. */
  at: Coordinates | undefined
  rejected: boolean
}

export interface Found {
  outcome: Outcome
  /** Other outcomes of the same id, the newest first. */
  others: readonly Outcome[]
}

const logTimeoutMs = 3_000
const tailLimits = { timeoutMs: 4_000, maxRecords: 2_000 }
/** Looking through the tails costs far more than anything else query does. */
const mostTailReaders = 4
let tailReaders = 0

/**
 * The truth about one event. Each source of it is asked in the order in which an event moves away from it, so that one on
 * the move is seen at least once.
 * @throws WeirError NOT_FOUND only for what was never accepted nor rejected; TIMEOUT when that cannot be told.
 */
export async function findReceipt(deps: ReceiptDeps, question: ReceiptQuestion): Promise<Found> {
  const known = await written(deps, question)
  const exact = question.at && known.find(({ coordinates }) => sameCoordinates(coordinates, question.at!))
  if (exact) return chosen(exact, known)
  if (question.at) return fromLog(deps, question, question.at, known)
  const best = mostTelling(known)
  if (best) return chosen(best, known)
  return fromTail(deps, question)
}

/** Every outcome ClickHouse has of the id. */
async function written(deps: ReceiptDeps, { tenant, id, source, at, rejected }: ReceiptQuestion): Promise<Outcome[]> {
  const sources = source === undefined ? await deps.sources(tenant) : [source]
  const hashes = sources.map(name => uuidOf(eventIdHash(tenant, name, id)))
  const query = { tenant, id, hashes, at: rejected ? undefined : at }
  const rows = await Promise.all([
    storedRows(deps.clickhouse, query),
    outcomeRows(deps.clickhouse, deps.secrets, query),
    at && !rejected ? [] : rejectedRows(deps.clickhouse, deps.secrets, { tenant, id, source, at }),
  ])
  const byPlace = new Map(
    rows.flat().map(outcome => [`${outcome.state} ${JSON.stringify(outcome.coordinates)}`, outcome]),
  )
  return [...byPlace.values()]
}

async function fromLog(
  deps: ReceiptDeps,
  question: ReceiptQuestion,
  at: Coordinates,
  known: readonly Outcome[],
): Promise<Found> {
  if (question.rejected) {
    const outcome = await rejectedAt(deps.log, deps.secrets, question, at, logTimeoutMs)
    return typeof outcome === 'string' ? elsewhere(outcome, known) : chosen(outcome, known)
  }
  const outcome = await acceptedAt(deps.log, question, at, logTimeoutMs)
  if (typeof outcome === 'string') return elsewhere(outcome, known)
  if (!outcome.identified || !(await allDecided(deps.log))) return chosen(outcome, known)
  // Every stage is past it, so its outcome was written since we looked.
  const now = await written(deps, question)
  const decided = now.find(({ coordinates }) => sameCoordinates(coordinates, at))
  if (decided) return chosen(decided, now)
  throw untold(
    'every stage has passed this event, and no outcome of it is written',
    'the ledger shows its minute with `missing` above 0: tell whoever operates Weir',
  )
}

/** The coordinates lead nowhere; what is known of the id is still the better answer. */
function elsewhere(why: 'never' | 'unknown', known: readonly Outcome[]): Found {
  const best = mostTelling(known)
  if (best) return chosen(best, known)
  if (why === 'never') throw neverAccepted()
  throw untold(
    'the log no longer holds the record at these coordinates, and nothing else is known of the event',
    'it may have expired or been erased',
  )
}

async function fromTail(deps: ReceiptDeps, question: ReceiptQuestion): Promise<Found> {
  if (tailReaders >= mostTailReaders) {
    throw new WeirError('OVERLOADED', `${mostTailReaders} receipts are being looked for on the log already`, {
      remedy: 'Ask again in a second, or use the receipt URL of the answer of ingest, which says where the event is.',
    })
  }
  tailReaders++
  const { outcome, complete } = await findUndecided(deps.log, deps.secrets, question, tailLimits).finally(() => {
    tailReaders--
  })
  if (outcome) return chosen(outcome, [])
  const known = await written(deps, question)
  const best = mostTelling(known)
  if (best) return chosen(best, known)
  if (complete) throw neverAccepted()
  throw untold(
    'too many events wait for their outcome to look for this one by its id alone',
    'use the receipt URL of its answer, which says where it is, or ask again when the lag is gone',
  )
}

const chosen = (outcome: Outcome, known: readonly Outcome[]): Found => ({
  outcome,
  others: known.filter(other => other !== outcome).toSorted((a, b) => b.receivedAt - a.receivedAt),
})

const neverAccepted = () =>
  new WeirError('NOT_FOUND', 'no event with this id was accepted or rejected', {
    field: 'id',
    remedy:
      'compare the id and the source with the answer ingest gave; an event without such an answer was never accepted: send it again with the same id',
  })

const untold = (why: string, remedy: string) =>
  new WeirError('TIMEOUT', `it cannot be told what became of this event: ${why}`, { remedy })
