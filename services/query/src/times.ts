import { parseDuration } from '@weir/config'
import { z } from 'zod'

const isoInstant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const earliestMs = Date.UTC(2000, 0, 1)
const latestMs = Date.UTC(2100, 0, 1)

/** ISO 8601 (UTC when it names no zone) or epoch milliseconds, to Unix ms; `undefined` when it is neither. */
export function parseInstant(given: string): number | undefined {
  // An unescaped `+08:00` arrives as a space: nothing else can be meant.
  const text = given.replace(/^(\d{4}-\d{2}-\d{2}T\S+) (\d{2}:?\d{2})$/, '$1+$2')
  const ms = /^\d{12,13}$/.test(text) ? Number(text) : isoInstant.test(text) ? Date.parse(withZone(text)) : Number.NaN
  return ms >= earliestMs && ms < latestMs ? ms : undefined
}

/** Date.parse reads a time without a zone as local time: the same request would mean another hour on another machine. */
const withZone = (text: string) => (text.includes('T') && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text)

/** A time in a query string; the output is Unix ms. */
export const instant = z
  .string()
  .transform((text, context) => {
    const ms = parseInstant(text)
    if (ms !== undefined) return ms
    context.addIssue({ code: 'custom', message: 'is no time; write 2026-01-31T08:00:00Z or epoch milliseconds' })
    return z.NEVER
  })
  .describe('ISO 8601 (UTC when it names no zone) or epoch milliseconds')

/** A span of time in a query string; the output is milliseconds, more than 0. */
export const span = z
  .string()
  .transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== undefined && ms > 0) return ms
    context.addIssue({ code: 'custom', message: 'is no duration; write 30s, 5m or 1d' })
    return z.NEVER
  })
  .describe('A duration: 30s, 5m, 2h, 1d')

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** The shortest text that `parseDuration` reads back: 180000 is `3m`, 90000 is `90s`. */
export function formatDuration(ms: number): string {
  const unit = units.find(([, size]) => ms >= size && ms % size === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`
}

/** Unix ms of a ClickHouse DateTime or DateTime64 in UTC, such as `2026-01-31 08:00:00.125`. */
export const fromClickHouseTime = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** ISO 8601 in UTC, as every answer writes times. */
export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** An ISO time from a ClickHouse time in UTC. */
export const isoFromClickHouse = (text: string): string => isoTime(fromClickHouseTime(text))
