import { parseDuration } from '@weir/config'
import { describe, expect, it } from 'vitest'
import { formatDuration, fromClickHouseTime, parseInstant } from './times.ts'

describe('parseInstant', () => {
  const noon = Date.UTC(2026, 0, 31, 12)

  it.each([
    ['2026-01-31T12:00:00Z', noon],
    ['2026-01-31T12:00:00.250Z', noon + 250],
    ['2026-01-31T20:00:00+08:00', noon],
    ['2026-01-31T20:00:00 08:00', noon], // a plus that was not escaped
    ['2026-01-31T12:00', noon], // no zone: UTC, whatever the machine's is
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    [String(noon), noon],
  ])('reads %s', (text, ms) => {
    expect(parseInstant(text)).toBe(ms)
  })

  it.each([
    '',
    'now',
    '12:00',
    '1769860800',
    '2026-13-01',
    '31.01.2026',
    '1999-12-31',
    '9999999999999',
    '-1769860800000',
    '1e12',
  ])('refuses %s', text => {
    expect(parseInstant(text)).toBeUndefined()
  })
})

it.each([
  [10_000, '10s'],
  [90_000, '90s'],
  [180_000, '3m'],
  [3_600_000, '1h'],
  [172_800_000, '2d'],
  [1_500, '1500ms'],
])('writes %d as %s, which parses back', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
  expect(parseDuration(text)).toBe(ms)
})

it('reads ClickHouse times as UTC', () => {
  expect(fromClickHouseTime('2026-01-31 12:00:00.125')).toBe(Date.UTC(2026, 0, 31, 12) + 125)
})
