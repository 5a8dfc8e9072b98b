/** What one look at a series found. Undefined: too little data to say. */
export interface Verdict {
  /** All conditions hold. */
  breach: boolean | undefined
  /** The resolve condition holds. */
  clear: boolean | undefined
  /** The series was seen of late and now has nothing: only for rules that fire on it. */
  silent: boolean
}

/** How long things must last, milliseconds. */
export interface Timing {
  forMs: number
  resolveForMs: number
  noData: { action: 'keep' | 'resolve' | 'fire'; after: number }
}

export const seriesStates = ['normal', 'pending', 'firing', 'recovering', 'no-data'] as const

/** Where a series stands. Normal ones are not kept. */
export interface SeriesState {
  state: (typeof seriesStates)[number]
  /** When it came here; restarted by an interruption while pending, recovering or without data. Unix ms. */
  since: number
  /** Firing and recovering: since when the resolve window has had too little data. */
  quietSince?: number
  /** Firing and recovering: why. */
  cause?: 'breach' | 'no-data'
}

export type Step = 'fired' | 'recovering' | 'relapsed' | 'resolved'

export interface Stepped {
  next: SeriesState
  /** What happened to the episode, if anything. */
  step?: Step
  /** Since when the conditions held, for `fired`. */
  crossedAt?: number
  /** Why an episode ended without being clear. */
  reason?: 'no-data'
}

const normal = (at: number): SeriesState => ({ state: 'normal', since: at })

/**
 * One look at a series: normal → pending → firing → recovering → normal.
 * @param interrupted The look before this one is missing (an engine was down, data was late): what must last "without a
 * break" starts anew, because nobody saw whether it did.
 */
export function stepSeries(
  before: SeriesState,
  verdict: Verdict,
  timing: Timing,
  at: number,
  interrupted = false,
): Stepped {
  if (before.state === 'firing') return whileFiring(before, verdict, timing, at)
  if (before.state === 'recovering') return whileRecovering(before, verdict, timing, at, interrupted)
  return whileQuiet(before, verdict, timing, at, interrupted)
}

/** Normal, pending and no-data: nothing has fired yet. */
function whileQuiet(before: SeriesState, verdict: Verdict, timing: Timing, at: number, interrupted: boolean): Stepped {
  if (verdict.breach) {
    const since = before.state === 'pending' && !interrupted ? before.since : at
    if (at - since < timing.forMs) return { next: { state: 'pending', since } }
    return { next: { state: 'firing', since: at, cause: 'breach' }, step: 'fired', crossedAt: since }
  }
  if (timing.noData.action !== 'fire' || !verdict.silent)
    return { next: before.state === 'normal' ? before : normal(at) }
  const since = before.state === 'no-data' && !interrupted ? before.since : at
  if (at - since < timing.noData.after) return { next: { state: 'no-data', since } }
  return { next: { state: 'firing', since: at, cause: 'no-data' }, step: 'fired', crossedAt: since }
}

/** A silent series that speaks again is over; one that breached must be clear. */
const isClear = (before: SeriesState, verdict: Verdict): boolean | undefined =>
  before.cause === 'no-data' ? !verdict.silent : verdict.clear

function whileFiring(before: SeriesState, verdict: Verdict, timing: Timing, at: number): Stepped {
  const clear = isClear(before, verdict)
  if (clear === undefined) return quiet(before, timing, at)
  const { quietSince: _, ...firing } = before
  if (!clear) return { next: firing }
  if (timing.resolveForMs === 0) return { next: normal(at), step: 'resolved' }
  return { next: { ...firing, state: 'recovering', since: at }, step: 'recovering' }
}

function whileRecovering(
  before: SeriesState,
  verdict: Verdict,
  timing: Timing,
  at: number,
  interrupted: boolean,
): Stepped {
  const clear = isClear(before, verdict)
  if (clear) {
    const since = interrupted ? at : before.since
    if (at - since >= timing.resolveForMs) return { next: normal(at), step: 'resolved' }
    return { next: since === before.since ? before : { ...before, since } }
  }
  const firing: SeriesState = { ...before, state: 'firing', since: at }
  const stepped = clear === undefined ? quiet(firing, timing, at) : { next: firing }
  return { step: 'relapsed', ...stepped }
}

/** Too little data to call it over: it stays open, and after a while the rule decides. */
function quiet(before: SeriesState, { noData }: Timing, at: number): Stepped {
  const quietSince = before.quietSince ?? at
  if (noData.action === 'resolve' && at - quietSince >= noData.after)
    return { next: normal(at), step: 'resolved', reason: 'no-data' }
  return { next: quietSince === before.quietSince ? before : { ...before, quietSince } }
}
