import { earliestTime, isPossibleTime, type Rejection, rejection } from '@weir/event'
import { exactNumber } from '../json/exact-numbers.ts'

export interface Occurred {
  /** Unix ms. */
  occurredAt: number
  flag: 'occurred_at_replaced' | 'sent_at_ignored' | undefined
}

/**
 * When it happened by our clock: a sender's clock may be hours off, but `sentAt` was read from the same clock as
 * `timestamp`, so their distance is right and `receivedAt` is ours. A time before 2000 or more than five minutes ahead is
 * no time of an event at all: it becomes `receivedAt`.
 */
export function occurredAtOf(timestamp: unknown, sentAt: unknown, receivedAt: number): Occurred | Rejection {
  if (timestamp === undefined || timestamp === null || timestamp === '')
    return { occurredAt: receivedAt, flag: undefined }
  const claimed = timeOf(timestamp)
  if (claimed === undefined) return rejection('time_invalid', 'timestamp')
  const sent = sentAt === undefined || sentAt === null || sentAt === '' ? undefined : timeOf(sentAt)
  const believed = sent !== undefined && sent >= earliestTime
  const occurredAt = believed ? claimed + (receivedAt - sent) : claimed
  if (!isPossibleTime(occurredAt, receivedAt)) return { occurredAt: receivedAt, flag: 'occurred_at_replaced' }
  return { occurredAt, flag: believed || isAbsent(sentAt) ? undefined : 'sent_at_ignored' }
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === ''

/** As JSON.stringify writes dates: what nearly every sender sends. */
const standardIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const iso = /^[+-]?\d{4,6}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i

/** ISO 8601 (UTC where it names no zone) or epoch milliseconds, to whole Unix ms; `undefined` for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(clamp(value)) : undefined
  if (typeof value !== 'string') return undefined
  if (standardIso.test(value)) return msOf(Date.parse(value))
  const text = exactNumber(value) ?? value.trim()
  if (/^-?\d{5,}(?:\.\d+)?$/.test(text)) return Math.trunc(clamp(Number(text)))
  const zone = iso.exec(text)
  if (!zone) return undefined
  const standard = text.replace(' ', 'T').replace(',', '.')
  return msOf(Date.parse(zone[1] || !standard.includes('T') ? standard : `${standard}Z`))
}

const msOf = (parsed: number) => (Number.isNaN(parsed) ? undefined : parsed)

/** A number of milliseconds beyond what Date knows is still a number: impossible, not malformed. */
const clamp = (ms: number) => Math.max(-8.64e15, Math.min(8.64e15, ms))
