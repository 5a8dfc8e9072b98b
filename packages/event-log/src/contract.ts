import { afterEach, describe } from 'vitest'
import { appendContract } from './contract/append.ts'
import { groupContract } from './contract/groups.ts'
import { lagContract, limitContract } from './contract/limits.ts'
import { createBench, type LogHarness } from './contract/place.ts'
import { readContract } from './contract/read.ts'

export type { LogHarness, LogPlace } from './contract/place.ts'

/** What every adapter of the event log must do. */
export function eventLogContract(backend: string, harness: LogHarness): void {
  describe(`EventLog on ${backend}`, () => {
    const bench = createBench(harness)
    afterEach(() => bench.clear())
    describe('append', () => appendContract(bench))
    describe('read', () => readContract(bench))
    describe('groups', () => groupContract(bench))
    describe('lag', () => lagContract(bench))
    if (harness.limits) describe('limits', () => limitContract(bench))
  })
}
