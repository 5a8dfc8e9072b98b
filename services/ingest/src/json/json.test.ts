import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument } from './document.ts'
import { exactNumber, unmarked } from './exact-numbers.ts'
import { itemTexts } from './originals.ts'
import { isDeeperThan, isLargerThan } from './shape.ts'
import { withoutLoneSurrogates } from './surrogates.ts'

const parse = (text: string) => parseDocument(Buffer.from(text))

describe('numbers', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '"18446744073709551616"'],
    ['1e400', '"1e400"'],
    ['1E-400', '"1E-400"'],
    ['0.12345678901234567890', '"0.12345678901234567890"'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['1e3', '1000'],
    ['-0', '0'],
    ['1234567890123456', '1234567890123456'],
  ])('keeps %s as %s', (sent, kept) => {
    for (const json of [`{"n":${sent}}`, `{"n": [1, ${sent} ]}`]) {
      const { value } = parse(json)
      expect(unmarked(JSON.stringify(value)).replace(/[[\]]|1,/g, '')).toBe(`{"n":${kept}}`)
    }
  })

  it('leaves strings that look like numbers alone', () => {
    const text = '{"a":"x: 12345678901234567890","b":"\\": 1e400,","c":12345678901234567890}'
    const { value } = parse(text)
    expect(value).toMatchObject({ a: 'x: 12345678901234567890', b: '": 1e400,' })
    expect(exactNumber((value as { c: unknown }).c)).toBe('12345678901234567890')
  })

  it.each(['{"a":01234567890123456}', '{"a":1234567890123456.}', '{"a":1.2.3e5}', '{"a":[1e400,]}'])(
    'still refuses %s',
    text => {
      expect(() => parse(text)).toThrow('no valid JSON')
    },
  )

  it('takes a string of 4 MB in its stride', () => {
    const text = `{"n":1e400,"s":"${'\\\\x'.repeat(1_300_000)}"}`
    expect((parse(text).value as { s: string }).s).toHaveLength(2_600_000)
  })

  it('changes no document without such numbers', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), text => {
        fc.pre(!/\d{16}|\d[eE]/.test(text))
        expect(unmarked(JSON.stringify(parse(text).value))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})

describe('text', () => {
  it('drops a byte order mark and mends what is no UTF-8', () => {
    expect(parse('\uFEFF{"a":1}').value).toEqual({ a: 1 })
    const broken = parseDocument(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]))
    expect(broken).toMatchObject({ value: { a: '\uFFFD' }, flags: ['utf8_replaced'] })
  })

  it('replaces lone surrogates in values and names, and only those', () => {
    const { value } = parse('{"a\\ud800":["\\udc00x","\\ud83d\\ude00"]}')
    expect(withoutLoneSurrogates(value)).toEqual({ value: { 'a\uFFFD': ['\uFFFDx', '😀'] }, replaced: true })
    const whole = { a: '😀' }
    expect(withoutLoneSurrogates(whole).value).toBe(whole)
  })
})

describe('shape', () => {
  it('counts nesting, and survives any', () => {
    const nested = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown
    expect(isDeeperThan(nested(64), 64)).toBe(false)
    expect(isDeeperThan(nested(65), 64)).toBe(true)
    expect(isDeeperThan(nested(1_000_000), 64)).toBe(true)
  })

  it('measures JSON text in bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 200 }), (value, bytes) => {
        const exact = Buffer.byteLength(JSON.stringify(value))
        if (isLargerThan(value, bytes)) expect(exact).toBeGreaterThan(bytes)
        else if (!/\d{5}/.test(JSON.stringify(value))) expect(exact).toBeLessThan(Math.max(bytes * 2, 40))
      }),
    )
  })
})

describe('itemTexts', () => {
  it('cuts out each item exactly as it was sent', () => {
    const items = ['{"a": 1e400, "a":"]}\\"{" }', '[[]]', ' 12'.trim(), 'null', '"x"', '{}']
    const text = `{"context":{"batch":[1]}, "batch" : [ ${items.join(' ,')} ] ,"sentAt":1}`
    expect(itemTexts(text)).toEqual(items)
  })

  it('agrees with JSON.parse', () => {
    const batch = fc.record({ batch: fc.array(fc.jsonValue()), context: fc.jsonValue() })
    fc.assert(
      fc.property(batch, fc.constantFrom(undefined, 1), (body, space) => {
        const parsed = JSON.parse(JSON.stringify(body)) as { batch: unknown[] }
        expect(itemTexts(JSON.stringify(body, null, space)).map(text => JSON.parse(text))).toEqual(parsed.batch)
      }),
    )
  })

  it('takes the last of several batches, and none from a body without', () => {
    expect(itemTexts('{"batch":[1],"batch":[2,3]}')).toEqual(['2', '3'])
    expect(itemTexts('[1]')).toEqual([])
    expect(itemTexts('{"batch":{}}')).toEqual([])
  })
})
