import { describe, expect, it } from 'vitest'
import { createReadTime } from './time-format.ts'

describe('times', () => {
  it.each([
    ['iso', 'UTC', '2024-03-01T08:30:00.250Z', '2024-03-01T08:30:00.250Z'],
    ['iso', 'UTC', '2024-03-01 08:30:00,2509', '2024-03-01T08:30:00.250Z'],
    ['iso', 'Asia/Shanghai', '2024-03-01', '2024-02-29T16:00:00.000Z'],
    ['iso', 'Asia/Shanghai', '2024-03-01T08:30:00+02:00', '2024-03-01T06:30:00.000Z'],
    ['iso', 'UTC', '2024-03-01T08:30-0530', '2024-03-01T14:00:00.000Z'],
    ['seconds', 'UTC', '1709281800', '2024-03-01T08:30:00.000Z'],
    ['seconds', 'UTC', 1709281800.25, '2024-03-01T08:30:00.250Z'],
    ['milliseconds', 'UTC', 1709281800250, '2024-03-01T08:30:00.250Z'],
    ['microseconds', 'UTC', '1709281800250999', '2024-03-01T08:30:00.250Z'],
    ['dd.MM.yyyy HH:mm', 'Europe/Berlin', '01.07.2024 08:30', '2024-07-01T06:30:00.000Z'],
    ['yyyyMMddHHmmssSSS', 'UTC', '20240301083000250', '2024-03-01T08:30:00.250Z'],
  ])('%s of %s: %s is %s', (format, zone, value, at) => {
    expect(new Date(createReadTime(format, zone)(value)!).toISOString()).toBe(at)
  })

  it.each([
    ['iso', '2024-02-30'],
    ['iso', '2024-13-01T00:00:00Z'],
    ['iso', 'yesterday'],
    ['iso', '1709281800'],
    ['seconds', '2024-03-01'],
    ['seconds', ''],
    ['yyyy-MM-dd', '2024-3-1'],
    ['yyyy-MM-dd', '2024-03-01 08:30'],
    ['yyyy-MM-dd', '2023-02-29'],
  ])('%s: %j is none', (format, value) => {
    expect(createReadTime(format, 'UTC')(value)).toBeUndefined()
  })

  it('follow the changes of a zone: the hour left out, the hour repeated, and both sides of them', () => {
    const read = createReadTime('yyyy-MM-dd HH:mm', 'Europe/Berlin')
    const at = (text: string) => new Date(read(text)!).toISOString().slice(0, 16)
    expect(at('2024-03-31 01:59')).toBe('2024-03-31T00:59')
    expect(at('2024-03-31 02:30')).toBe('2024-03-31T01:30')
    expect(at('2024-03-31 03:00')).toBe('2024-03-31T01:00')
    expect(at('2024-10-27 01:59')).toBe('2024-10-26T23:59')
    expect(at('2024-10-27 02:30')).toBe('2024-10-27T00:30')
    expect(at('2024-10-27 03:00')).toBe('2024-10-27T02:00')
  })
})
