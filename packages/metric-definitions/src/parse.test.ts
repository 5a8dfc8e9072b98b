import { describe, expect, it } from 'vitest'
import { parseMetrics } from './parse.ts'

const file = (name: string, changes: Record<string, unknown> = {}) => ({
  name: `${name}.yaml`,
  text: JSON.stringify({
    name,
    title: { en: `${name} title`, zh: `${name} 标题` },
    definition: { en: 'What it is.', zh: '含义。' },
    owner: 'tests',
    includes: { en: 'This.', zh: '此。' },
    excludes: { en: 'That.', zh: '彼。' },
    unit: 'events',
    kind: 'count',
    where: { type: 'order.paid' },
    window: '5m',
    ...changes,
  }),
})

const faultsOf = (...files: { name: string; text: string }[]): string => {
  try {
    parseMetrics(files)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('parseMetrics', () => {
  it('reads a definition with every test of a field', () => {
    const where = {
      type: ['order.paid', 'live.*'],
      channel: { not: ['', 'test'] },
      amount: { gt: 0, lte: 99.5 },
      'properties.level': 3,
      'properties.vip': true,
    }
    const [metric] = parseMetrics([file('orders', { where, dimensions: ['channel', 'properties.room'] })])
    expect(metric).toMatchObject({ name: 'orders', windowMs: 300_000, dimensions: ['channel', 'room'], minSample: 0 })
    expect(metric!.operands).toEqual([
      {
        number: 0,
        kind: 'count',
        value: undefined,
        where: {
          types: [{ exact: 'order.paid' }, { prefix: 'live.' }],
          fields: [
            { path: 'channel', tests: [{ op: 'not_in', values: ['', 'test'] }] },
            {
              path: 'amount',
              tests: [
                { op: 'gt', number: '0' },
                { op: 'lte', number: '99.5' },
              ],
            },
            { path: 'properties.level', tests: [{ op: 'in', values: ['3'] }] },
            { path: 'properties.vip', tests: [{ op: 'in', values: ['true'] }] },
          ],
        },
      },
    ])
  })

  it('gives the same version to other words and another window, another to another meaning', () => {
    const version = (changes: Record<string, unknown>) => parseMetrics([file('a', changes)])[0]!.version
    const before = version({})
    expect(version({ window: '1h', minSample: 9, title: { en: 'x', zh: '某' } })).toBe(before)
    expect(version({ where: { type: 'order.created' } })).not.toBe(before)
    expect(version({ dimensions: ['channel'] })).not.toBe(before)
    expect(version({ kind: 'unique' })).not.toBe(before)
  })

  it.each([
    ['a kind that does not exist', { kind: 'median' }, /a\.yaml: kind: /],
    ['a sum of nothing', { kind: 'sum' }, /a\.yaml: value: kind sum needs it/],
    ['a count of something', { value: 'amount' }, /a\.yaml: value: kind count takes none/],
    ['a sum of text', { kind: 'sum', value: 'channel' }, /value: write amount or properties/],
    [
      'a ratio without denominator',
      { kind: 'ratio', where: undefined, numerator: { kind: 'count', where: { type: 'order.paid' } } },
      /a\.yaml: denominator: a ratio needs it/,
    ],
    [
      'an operand without value',
      {
        kind: 'ratio',
        where: undefined,
        numerator: { kind: 'sum', where: { type: 'order.paid' } },
        denominator: { kind: 'count', where: { type: 'order.paid' } },
      },
      /numerator\.value: kind sum needs a value/,
    ],
    ['a field that is no column', { where: { type: 'order.paid', chanel: 'x' } }, /where\.chanel: no field "chanel"/],
    [
      'text compared as a number',
      { where: { type: 'order.paid', channel: { gt: 1 } } },
      /where\.channel: channel is text/,
    ],
    [
      'a number compared as text',
      { where: { type: 'order.paid', amount: { not: '' } } },
      /where\.amount: amount is a number/,
    ],
    ['an unknown test', { where: { type: 'order.paid', amount: { above: 1 } } }, /where\.amount: .*not/],
    ['no type', { where: { channel: 'x' } }, /where\.type: /],
    ['a type without action', { where: { type: 'paid' } }, /where\.type: "paid" is no event type/],
    [
      'a dimension twice',
      { dimensions: ['channel', 'properties.channel'] },
      /dimensions\.1: the dimension "channel" is there twice/,
    ],
    [
      'a dimension called like a column',
      { dimensions: ['properties.sample'] },
      /dimensions\.0: "sample" is a column of every metric/,
    ],
    ['keepApart of no dimension', { keepApart: ['currency'] }, /keepApart\.0: "currency" is no dimension/],
    ['an impossible window', { window: '5 minutes' }, /window: "5 minutes" is no window/],
    ['a field nobody knows', { colour: 'red' }, /colour/],
    ['one language', { title: { en: 'A' } }, /title\.zh: /],
  ])('refuses %s, naming file and path', (_what, changes, message) => {
    expect(faultsOf(file('a', changes))).toMatch(message)
  })

  it('reports the faults of all files at once', () => {
    const message = faultsOf(file('a', { unit: '' }), { name: 'b.yaml', text: 'name: [' }, file('c', { window: '0s' }))
    expect(message).toMatch(/a\.yaml: unit/)
    expect(message).toMatch(/b\.yaml: /)
    expect(message).toMatch(/c\.yaml: window/)
  })

  it('lets a metric read the points of another over another window', () => {
    const shared = { kind: undefined, where: undefined, pointsOf: 'online', window: '1d' }
    const [online, active] = parseMetrics([file('online', { dimensions: ['platform'] }), file('active', shared)])
    expect(active).toMatchObject({ name: 'active', id: online!.id, windowMs: 86_400_000, dimensions: ['platform'] })
    expect(faultsOf(file('active', shared))).toMatch(/pointsOf: there is no metric "online"/)
    expect(faultsOf(file('online'), file('active', { ...shared, kind: 'sum' }))).toMatch(/active\.yaml: .*kind/)
  })

  it('lets one word mean one metric', () => {
    expect(faultsOf(file('a', { synonyms: ['Sales'] }), file('b', { synonyms: ['sales '] }))).toMatch(
      /b\.yaml: synonyms\.0: "sales" already means a/,
    )
    expect(faultsOf(file('a', { synonyms: ['B'] }), file('b'))).toMatch(/b\.yaml: name: "b" already means a/)
    expect(faultsOf(file('a', { synonyms: ['x', 'X'] }))).toMatch(/synonyms\.1: "X" is said twice/)
    expect(faultsOf(file('a'), file('a'))).toMatch(/name: "a" already means a/)
  })
})
