import { describe, expect, it } from 'vitest'
import { parseMapping } from '../mapping/mapping-file.ts'
import type { Fields, Row } from '../read/row.ts'
import { kindOf, lineEvent } from './line-event.ts'
import { createRowId } from './row-id.ts'
import { createToEvent } from './to-event.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const uuid = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/

describe('the id of a row', () => {
  it('is a UUID made of file, place and content', () => {
    const idOf = createRowId('first row')
    expect(idOf(2, 'x')).toMatch(uuid)
    expect(createRowId('first row')(2, 'x')).toBe(idOf(2, 'x'))
    expect(new Set([idOf(2, 'x'), idOf(3, 'x'), idOf(2, 'y'), createRowId('another')(2, 'x')]).size).toBe(4)
  })
})

describe('a line', () => {
  const made = (line: string, kind: 'segment' | 'cloudevents' = 'segment') => lineEvent(kind, line, () => 'made', now)

  it('with an id is sent as it is, digit by digit', () => {
    const line =
      ' {"type":"track","messageId":"m","timestamp":"2024-03-01","properties":{"n":12345678901234567890.10}} '
    expect(made(line)).toBe(line)
  })

  it('without an id gets one, whatever else it holds', () => {
    const line = '{"type":"track","timestamp":1709281800000,"properties":{"n":12345678901234567890.10}}'
    expect(made(line)).toBe(`${line.slice(0, -1)},"messageId":"made"}`)
    expect(made('{"specversion":"1.0","id":"","time":"2024-03-01"}', 'cloudevents')).toContain('"id":"made"}')
  })

  it('is not believed when it says when it was sent: that would move history to now', () => {
    const event = made('{"messageId":"m","originalTimestamp":"2024-03-01","sentAt":"2024-03-02"}')
    expect(JSON.parse(event as string)).toEqual({ messageId: 'm', originalTimestamp: '2024-03-01', sentAt: null })
  })

  it.each([
    ['no JSON', '{"type":"track"', 'not_json'],
    ['an array', '[{}]', 'not_json'],
    ['no time', '{"type":"track"}', 'time_missing'],
    ['a time before 2000', '{"timestamp":"1970-01-01"}', 'time_impossible'],
    ['a time to come', '{"timestamp":"2026-01-02T00:00:00Z"}', 'time_impossible'],
  ])('with %s is a fault', (_, line, reason) => {
    expect(made(line)).toMatchObject({ reason })
  })

  it('leaves to ingest what ingest knows better', () => {
    expect(made('{"timestamp":"last week","messageId":1}')).toBe('{"timestamp":"last week","messageId":1}')
  })

  it('tells what its file holds', () => {
    expect(kindOf('{"type":"page"}')).toBe('segment')
    expect(kindOf('{"type":"a.b","specversion":"1.0"}')).toBe('cloudevents')
    for (const other of ['{"event":"x"}', 'a,b,c', '']) expect(kindOf(other)).toBeUndefined()
  })
})

describe('rows of a table', () => {
  const mapping = parseMapping('{ event: what, time: { value: at }, userId: who }', 'm')
  const row = (number: number, content: Fields): Row => ({ number, content })
  const first = row(1, { what: 'x', at: '2024-03-01', who: 'u' })

  it('become calls with ids of their content', () => {
    const { door, convert } = createToEvent(first, mapping, () => now)
    expect(door).toBe('/v1/batch')
    expect(JSON.parse(convert(first) as string)).toEqual({
      type: 'track',
      messageId: expect.stringMatching(uuid),
      timestamp: '2024-03-01T00:00:00.000Z',
      event: 'x',
      userId: 'u',
    })
    expect(convert(row(2, { what: 'x', at: '', who: 'u' }))).toMatchObject({ reason: 'time_missing' })
    expect(convert(row(3, { what: 'x', at: '1999-12-31', who: 'u' }))).toMatchObject({ reason: 'time_impossible' })
  })

  it('have the columns of the mapping, or the file is refused at once', () => {
    const { convert } = createToEvent(row(1, { at: '1' }), mapping, () => now)
    expect(() => convert(row(1, { at: '1' }))).toThrow('the mapping reads columns the file has not: what, who')
  })
})

it('refuses a file whose first line is nothing it knows, and says what it takes', () => {
  expect(() => createToEvent({ number: 1, content: 'id,name' }, undefined, () => now)).toThrow(
    expect.objectContaining({ remedy: expect.stringContaining('--mapping') }),
  )
})
