import { createMemoryEventLog } from '@weir/event-log'
import { createMemoryStateStore, createPositions } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { describe, expect, it } from 'vitest'
import { createFinality } from './finality.ts'
import type { UnbalancedMinute } from './minute-lines.ts'

const minute = (at: string, accepted: number, decided: number): UnbalancedMinute => ({
  tenant: 't',
  minute: at,
  accepted: String(accepted),
  decided: String(decided),
})

/** Counts minute after minute on a log that everybody has read; `rounds` is what each count finds unbalanced. */
async function missingAfter(rounds: UnbalancedMinute[][]): Promise<number[]> {
  const state = createMemoryStateStore()
  const missing: number[] = []
  let now = Date.UTC(2026, 10, 23, 10)
  const finality = createFinality({
    log: createMemoryEventLog(),
    positions: createPositions(state),
    state,
    clickhouse: { command: async () => {}, query: async () => rounds[missing.length] } as never,
    logger: createLogger({ service: 'processor', level: 'silent' }),
    now: () => now,
    onMissing: count => missing.push(count),
  })
  const fence = { check: 'leases', key: 'ledger-finality', expect: 0 } as const
  while (missing.length < rounds.length) {
    while ((await finality.step({ fence })) === undefined);
    now += 60_000
  }
  return missing
}

describe('final minutes of the ledger', () => {
  it('does not take an event that came late for a missing one', async () => {
    expect(await missingAfter([[minute('10:00', 5, 6)], [], [minute('10:02', 5, 4)]])).toEqual([0, 0, 0])
  })

  it('says what is missing once a second count finds it again', async () => {
    const lost = minute('10:00', 7, 5)
    expect(await missingAfter([[lost], [lost, minute('10:01', 3, 4)], [lost]])).toEqual([0, 2, 2])
  })
})
