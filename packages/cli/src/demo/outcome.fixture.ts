import type { Ledger } from './account/ledger.ts'
import type { RunCounts } from './account/run-store.ts'
import type { Incident } from './incident.ts'
import type { Outcome } from './result.ts'

const start = Date.UTC(2024, 0, 1)

export interface OutcomeChanges extends Partial<Omit<Outcome, 'counts' | 'incident' | 'ledger'>> {
  counts?: Partial<RunCounts>
  incident?: Partial<Incident>
  /** The only minute of the ledger. */
  ledger?: Ledger['minutes'][number]
}

/** A run of a hundred events and ten people that went well, unless told otherwise. */
export function outcomeFixture({ counts, incident, ledger, ...rest }: OutcomeChanges = {}): Outcome {
  const nothing = { duplicate: 0, quarantined: 0, suppressed: 0 }
  const minute = ledger ?? {
    minute: new Date(start).toISOString(),
    state: 'final',
    accepted: 100,
    stored: 100,
    ...nothing,
    missing: 0,
  }
  return {
    runId: 'r',
    seed: 1,
    repeat: false,
    sent: 100,
    accepted: 100,
    rejection: undefined,
    people: 10,
    receiptUrl: 'http://weir/receipt',
    counts: { stored: 100, doubled: 0, ...nothing, people: 10, ...counts },
    ledger: { minutes: [minute], totals: minute },
    incident: {
      channel: 'alipay',
      openedAt: start,
      brokeAt: start + 30_000,
      crossedAt: start + 34_300,
      pagedAt: start + 45_500,
      healedAt: start + 57_500,
      resolvedAt: start + 100_000,
      episode: 'e1',
      ...incident,
    },
    ruleForMs: 10_000,
    pages: 1,
    resolves: 1,
    ...rest,
  }
}
