import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SeriesState, stepSeries, type Timing, type Verdict } from './series-state.ts'

interface Look {
  verdict: Verdict
  interrupted: boolean
}

const unknown = fc.constantFrom(true, true, false, undefined)
const look: fc.Arbitrary<Look> = fc.record({
  verdict: fc.record({ breach: unknown, clear: unknown, silent: fc.constant(false) }),
  interrupted: fc.boolean().map(yes => yes),
})
/** Mostly runs of the same look, as the world has them. */
const looks = fc
  .array(fc.tuple(look, fc.integer({ min: 1, max: 9 })), { maxLength: 25 })
  .map(runs =>
    runs.flatMap(([one, times]) =>
      Array.from({ length: times }, (_, at) => (at === 0 ? one : { ...one, interrupted: false })),
    ),
  )
const timing: fc.Arbitrary<Timing> = fc.record({
  forMs: fc.constantFrom(0, 1_000, 4_000),
  resolveForMs: fc.constantFrom(0, 1_000, 3_000),
  noData: fc.record({ action: fc.constantFrom('keep' as const, 'resolve' as const), after: fc.constantFrom(0, 5_000) }),
})

/** Plain reading of the rules: how long each thing has lasted without a break, and whether an episode is open. */
function reference(history: readonly Look[], { forMs, resolveForMs, noData }: Timing): string[] {
  const events: string[] = []
  let open = false
  let breach: number | undefined
  let clear: number | undefined
  let quiet: number | undefined
  for (const [index, { verdict, interrupted }] of history.entries()) {
    const at = index * 1_000
    breach = verdict.breach && !open ? (interrupted ? at : (breach ?? at)) : undefined
    clear = verdict.clear && open ? (interrupted ? at : (clear ?? at)) : undefined
    quiet = verdict.clear === undefined && open ? (quiet ?? at) : undefined
    const over = clear !== undefined && at - clear >= resolveForMs
    const lost = quiet !== undefined && noData.action === 'resolve' && at - quiet >= noData.after
    if (breach !== undefined && at - breach >= forMs) {
      events.push(`fired at ${at}, crossed at ${breach}`)
      open = true
      breach = undefined
    } else if (over || lost) {
      events.push(`resolved at ${at}${over ? '' : ', no data'}`)
      open = false
      clear = quiet = undefined
    }
  }
  return events
}

function machine(history: readonly Look[], timing: Timing): string[] {
  const events: string[] = []
  let state: SeriesState = { state: 'normal', since: 0 }
  for (const [index, { verdict, interrupted }] of history.entries()) {
    const at = index * 1_000
    const { next, step, crossedAt, reason } = stepSeries(state, verdict, timing, at, interrupted)
    state = next
    if (step === 'fired') events.push(`fired at ${at}, crossed at ${crossedAt}`)
    if (step === 'resolved') events.push(`resolved at ${at}${reason ? ', no data' : ''}`)
  }
  return events
}

describe('stepSeries', () => {
  it('fires and resolves when a plain reading of the rule says so', () => {
    fc.assert(
      fc.property(looks, timing, (history, timing) => {
        expect(machine(history, timing)).toEqual(reference(history, timing))
      }),
      { numRuns: 2_000 },
    )
  })

  const rule: Timing = { forMs: 2_000, resolveForMs: 2_000, noData: { action: 'fire', after: 3_000 } }
  const walk = (verdicts: readonly Verdict[]) => {
    let state: SeriesState = { state: 'normal', since: 0 }
    return verdicts.map((verdict, index) => {
      const { next, step } = stepSeries(state, verdict, rule, index * 1_000)
      state = next
      return step ? `${next.state} (${step})` : next.state
    })
  }
  const bad: Verdict = { breach: true, clear: false, silent: false }
  const good: Verdict = { breach: false, clear: true, silent: false }
  const silent: Verdict = { breach: undefined, clear: undefined, silent: true }

  it('goes through every state, and a relapse is the same episode', () => {
    expect(walk([good, bad, bad, bad, good, bad, good, good, good, good])).toEqual([
      'normal', 'pending', 'pending', 'firing (fired)', 'recovering (recovering)', 'firing (relapsed)',
      'recovering (recovering)', 'recovering', 'normal (resolved)', 'normal',
    ]) // biome-ignore format: one state a look
  })

  it('fires on silence where the rule says so, and resolves when the series speaks again', () => {
    expect(walk([good, silent, silent, silent, silent, silent, good, good, good])).toEqual([
      'normal', 'no-data', 'no-data', 'no-data', 'firing (fired)', 'firing',
      'recovering (recovering)', 'recovering', 'normal (resolved)',
    ]) // biome-ignore format: one state a look
  })
})
