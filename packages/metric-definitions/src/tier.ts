/** Widths of the buckets every point is kept in, finest first, and how many whole UTC days each answers for. */
export const tiers = [
  { seconds: 10, days: 7 },
  { seconds: 60, days: 90 },
  { seconds: 900, days: Number.POSITIVE_INFINITY },
] as const

const dayMs = 86_400_000

/** Buckets starting in [fromMs, toMs) are read from this tier. */
export interface TierSpan {
  seconds: number
  fromMs: number
  toMs: number
}

/**
 * Which tier answers for which bucket, newest first. A bucket is read from one tier, the border is a whole UTC day, so
 * none is read twice or halved. Each tier outlives its border by two days (TTL in schemas/clickhouse).
 */
export function tierSpans(nowMs: number): TierSpan[] {
  const today = nowMs - (nowMs % dayMs)
  let toMs = Number.POSITIVE_INFINITY
  return tiers.map(({ seconds, days }) => {
    const span = { seconds, fromMs: days === Number.POSITIVE_INFINITY ? 0 : today - days * dayMs, toMs }
    toMs = span.fromMs
    return span
  })
}

/** The width of the bucket that holds `timeMs`, milliseconds. */
export function tierMsAt(timeMs: number, nowMs: number): number {
  return tierSpans(nowMs).find(span => timeMs >= span.fromMs)!.seconds * 1_000
}
