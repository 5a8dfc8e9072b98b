import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { occurredAtOf, timeOf } from './clock.ts'

const receivedAt = Date.UTC(2026, 5, 1, 12)
const iso = (ms: number) => new Date(ms).toISOString()

describe('occurredAtOf', () => {
  it('is right whatever the sender’s clock says, as long as it says so consistently', () => {
    const skewMs = fc.integer({ min: -10 * 86_400_000, max: 10 * 86_400_000 })
    const ageMs = fc.integer({ min: 0, max: 365 * 86_400_000 })
    fc.assert(
      fc.property(skewMs, ageMs, (skew, age) => {
        const occurred = occurredAtOf(iso(receivedAt - age + skew), iso(receivedAt + skew), receivedAt)
        expect(occurred).toEqual({ occurredAt: receivedAt - age, flag: undefined })
      }),
    )
  })

  it('is never before 2000, nor more than five minutes ahead', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.date().map(String)), fc.double(), (timestamp, sentAt) => {
        const occurred = occurredAtOf(timestamp, sentAt, receivedAt)
        if ('code' in occurred) return
        expect(Number.isInteger(occurred.occurredAt)).toBe(true)
        expect(occurred.occurredAt).toBeGreaterThanOrEqual(Date.UTC(2000, 0, 1))
        expect(occurred.occurredAt).toBeLessThanOrEqual(receivedAt + 300_000)
      }),
    )
  })

  it.each([
    ['no time', undefined, undefined, 0, undefined],
    ['no sentAt', iso(receivedAt - 5_000), undefined, -5_000, undefined],
    ['four minutes ahead', iso(receivedAt + 240_000), undefined, 240_000, undefined],
    ['six minutes ahead', iso(receivedAt + 360_000), undefined, 0, 'occurred_at_replaced'],
    ['a sentAt that is none', iso(receivedAt - 5_000), 'soon', -5_000, 'sent_at_ignored'],
    ['a sentAt before clocks', iso(receivedAt - 5_000), 0, -5_000, 'sent_at_ignored'],
  ])('%s', (_, timestamp, sentAt, offsetMs, flag) => {
    expect(occurredAtOf(timestamp, sentAt, receivedAt)).toEqual({ occurredAt: receivedAt + offsetMs, flag })
  })
})

describe('timeOf', () => {
  const at = Date.UTC(2026, 0, 31, 9, 30, 0, 250)
  it.each([
    ['2026-01-31T09:30:00.250Z', at],
    ['2026-01-31T17:30:00.250+08:00', at],
    ['2026-01-31T17:30:00.250+0800', at],
    ['2026-01-31 09:30:00.250', at],
    ['2026-01-31T09:30:00,250', at],
    ['2026-01-31T09:30:00.250999999Z', at],
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    [at, at],
    [String(at), at],
    [at + 0.7, at],
  ])('reads %s', (sent, ms) => {
    expect(timeOf(sent)).toBe(ms)
  })

  it.each([
    '',
    'now',
    '12',
    '2026',
    '2026-13-01',
    '31.01.2026',
    'Jan 31 2026',
    '2026-01-31T25:00:00Z',
    {},
    null,
    true,
    Number.NaN,
  ])('does not read %s', sent => {
    expect(timeOf(sent)).toBeUndefined()
  })
})
