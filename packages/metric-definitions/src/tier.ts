/** Widths of the buckets every point is kept in, finest first, and how many whole UTC days each answers for. */
export const tiers = [
  { seconds: 10, days: 7 },
  { seconds: 60, days: 90 },
  { seconds: 900, days: Number.POSITIVE_INFINITY },
] as const

const dayMs = 86_400_000

/** Days a tier is kept beyond those it answers for (TTL in schemas/clickhouse). */
const keptBeyondDays = 2

/** Whether ClickHouse would drop a point of this bucket by `atMs` already: history that is sent late need not make it. */
export const isExpired = ({ days }: (typeof tiers)[number], bucketSeconds: number, atMs: number): boolean =>
  bucketSeconds * 1_000 < atMs - (days + keptBeyondDays) * dayMs

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
