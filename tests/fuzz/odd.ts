import fc from 'fast-check'

/** JSON that is none, or means something else than it looks like; for any place in a document. */
const oddTexts = [
  ...['', 'null', 'true', '-0', '1e999', '-1e-999', '123456789012345678901234567890', '0x10', 'NaN', '01', '1.'],
  ...['"', '\\', '\\u0000', '\\ud800', '\\x', '{', '}', '[', ']', ',', ':', '\u0000', '\u00ff', '\ufeff', '\u2028'],
  ...['"__proto__":{"admin":true},', '"constructor":{"prototype":{}},', '"toString":1,', '"a":1,"a":2,', '{"$ne":1}'],
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  '{"a":'.repeat(2_000),
  '"'.padEnd(40_000, 'x'),
  '1'.repeat(2_000),
]

/** Text for a path, a parameter or a header's value. */
const oddValues = [
  ...['', '0', '-1', '1e9', '1e309', '9223372036854775808', 'NaN', 'true', 'null', '[object Object]', '__proto__'],
  ...['5m', '10s', '-1d', '1000000d', '2026-01-31T00:00:00Z', '0000-00-00', 'now', 'channel:alipay', 'a:b:c', ':'],
  ...["' OR 1=1 --", '{x:String}', '%', '%00', '%ff', '%E0%A4%A', '../../etc/passwd', '..%2f..%2f', '\\', '<script>'],
  'x'.repeat(1_025),
  '?&=#+;',
]

export const oddText = fc.constantFrom(...oddTexts)
export const oddValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddValues) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)

/** A document with up to three odd texts put in, or in place of something. */
export function mutated(documents: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(1_000), fc.nat(12), oddText)
  return fc.tuple(fc.constantFrom(...documents), fc.array(change, { maxLength: 3 })).map(([document, changes]) =>
    changes.reduce((text, [place, gone, put]) => {
      const at = Math.floor((text.length * place) / 1_001)
      return text.slice(0, at) + put + text.slice(at + gone)
    }, document),
  )
}
