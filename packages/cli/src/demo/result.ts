import type { Ledger } from './account/ledger.ts'
import type { RunCounts } from './account/run-store.ts'
import type { Incident } from './incident.ts'

/** The last line of `npm run demo -- --json`. Times are ISO 8601, null when it did not happen. */
export interface DemoResult {
  version: 1
  ok: boolean
  runId: string
  seed: number
  sent: number
  accepted: number
  stored: number
  duplicate: number
  quarantined: number
  suppressed: number
  /** Accepted ids that are not stored. */
  lost: number
  doubled: number
  peopleSimulated: number
  peopleFound: number
  brokeAt: string | null
  crossedAt: string | null
  pagedAt: string | null
  healedAt: string | null
  resolvedAt: string | null
  /** pagedAt − crossedAt − the rule's `for`. */
  weirLatencyMs: number | null
  pages: number
  resolves: number
  receiptUrl: string
}

export interface Outcome {
  runId: string
  seed: number
  /** Whether the events of an earlier run were sent again. */
  repeat: boolean
  sent: number
  accepted: number
  people: number
  receiptUrl: string
  /** Why the first rejected event was refused. */
  rejection: string | undefined
  counts: RunCounts
  /** Undefined when it could not be read. */
  ledger: Ledger | undefined
  incident: Incident
  ruleForMs: number
  pages: number
  resolves: number
}

/** Why a run is not as it should be; empty when all is well. */
export function faultsOf(outcome: Outcome): string[] {
  const { repeat, sent, accepted, rejection, people, counts, ledger, pages, resolves } = outcome
  const { stored, doubled, duplicate } = counts
  const unbalanced = ledger?.minutes.filter(({ state, missing }) => state === 'final' && missing !== 0) ?? []
  const times = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'} arrived`
  const faults = [
    accepted !== sent && `${sent - accepted} events were not accepted: ${rejection ?? 'no reason given'}`,
    accepted > stored && `${accepted - stored} accepted events are not stored`,
    accepted < stored && !repeat && `${stored - accepted} events are stored that were not accepted`,
    doubled > 0 && `${doubled} events are stored twice`,
    ...unbalanced.map(({ minute, missing }) => `the ledger of ${minute} is final and misses ${missing}`),
    counts.people !== people && `${people} people were simulated, ${counts.people} found`,
    repeat && accepted !== duplicate && `${accepted} events were sent again, ${duplicate} of them are duplicates`,
    repeat && (pages > 0 || resolves > 0) && `a repeat must not page: ${times(pages + resolves, 'page')}`,
    !repeat && pages !== 1 && `one page should arrive: ${times(pages, 'page')}`,
    !repeat && resolves !== 1 && `one resolve should arrive: ${times(resolves, 'resolve')}`,
  ]
  return faults.filter(fault => fault !== false)
}

export function resultOf(outcome: Outcome): DemoResult {
  const { runId, seed, sent, accepted, people, receiptUrl, counts, incident, ruleForMs, pages, resolves } = outcome
  const { brokeAt, crossedAt, pagedAt, healedAt, resolvedAt } = incident
  return {
    version: 1,
    ok: faultsOf(outcome).length === 0,
    runId,
    seed,
    sent,
    accepted,
    stored: counts.stored,
    duplicate: counts.duplicate,
    quarantined: counts.quarantined,
    suppressed: counts.suppressed,
    lost: Math.max(0, accepted - counts.stored),
    doubled: counts.doubled,
    peopleSimulated: people,
    peopleFound: counts.people,
    brokeAt: iso(brokeAt),
    crossedAt: iso(crossedAt),
    pagedAt: iso(pagedAt),
    healedAt: iso(healedAt),
    resolvedAt: iso(resolvedAt),
    weirLatencyMs: pagedAt !== undefined && crossedAt !== undefined ? pagedAt - crossedAt - ruleForMs : null,
    pages,
    resolves,
    receiptUrl,
  }
}

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())
