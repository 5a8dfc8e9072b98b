import { describe, expect, it } from 'vitest'
import type { TraitRow } from './trait-rows.ts'
import { latestTraits } from './traits.ts'

const row = (occurredAt: string, properties: object, sealed: object = {}): TraitRow => ({
  id: occurredAt,
  source: 'crm',
  occurred_at: `2026-01-${occurredAt} 00:00:00.000`,
  properties: JSON.stringify(properties),
  sealed: Object.keys(sealed).length > 0 ? JSON.stringify(sealed) : '',
  status: '',
  channel: '',
  platform: '',
  region: '',
  shop: '',
  campaign: '',
})

const reading = { open: (sealed: string) => sealed, personal: false }
const shown = (rows: TraitRow[], personal = false) =>
  Object.fromEntries(latestTraits(rows, { ...reading, personal }).map(({ name, value }) => [name, value]))

describe('latestTraits', () => {
  it('takes the latest value of each, whoever said it', () => {
    const rows = [
      row('03', { level: 'gold' }),
      row('02', { level: 'silver', language: 'zh' }),
      row('01', { language: 'en', tags: ['a'] }),
    ]
    expect(shown(rows)).toEqual({ level: 'gold', language: 'zh', tags: ['a'] })
    expect(latestTraits(rows, reading).find(({ name }) => name === 'level')).toMatchObject({
      occurredAt: '2026-01-03T00:00:00.000Z',
      source: 'crm',
    })
  })

  it('an empty value says nothing', () => {
    expect(shown([row('02', { level: null, language: '' }), row('01', { level: 'gold' })])).toEqual({ level: 'gold' })
  })

  it('masks what was sealed, all of it', () => {
    const sealed = {
      phone: '13912345678',
      email: 'anna@example.com',
      name: '王小明',
      description: 'met her in Hangzhou, call 13912345678',
      'properties.note': 'likes tea',
    }
    const masked = shown([row('01', {}, sealed)])
    expect(masked.phone).toBe('139****5678')
    expect(masked.email).toBe('a***@example.com')
    const text = JSON.stringify(masked)
    for (const value of Object.values(sealed)) expect(text).not.toContain(value)
    expect(text).not.toMatch(/Hangzhou|小明|tea/)
  })

  it('opens it for those who may read personal data', () => {
    expect(shown([row('01', {}, { phone: '13912345678', 'properties.note': 'likes tea' })], true)).toEqual({
      phone: '13912345678',
      note: 'likes tea',
    })
  })

  it('does not round long numbers', () => {
    const properties = '{"union":9007199254740993,"note":"1234567890123456789 \\"x\\"","size":3}'
    const [first] = [row('01', {})]
    expect(shown([{ ...first!, properties }])).toEqual({
      union: '9007199254740993',
      note: '1234567890123456789 "x"',
      size: 3,
    })
  })

  it('names nested values by their path', () => {
    expect(shown([row('01', { company: { name: 'Weir', size: 3 } })])).toEqual({
      'company.name': 'Weir',
      'company.size': 3,
    })
  })
})
