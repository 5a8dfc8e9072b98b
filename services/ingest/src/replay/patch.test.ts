import { JsonPatch } from '@weir/http'
import { describe, expect, it } from 'vitest'
import { patched } from './patch.ts'

const apply = (text: string, patch: unknown) => patched(text, JsonPatch.parse(patch))
const textOf = (text: string, patch: unknown) => (apply(text, patch) as { text: string }).text

describe('a patch', () => {
  it('mends what it names and leaves the rest letter for letter', () => {
    expect(
      textOf('{"a":1,"b":[1,2],"n":9007199254740993}', [
        { op: 'replace', path: '/a', value: '1' },
        { op: 'add', path: '/b/-', value: 3 },
        { op: 'move', from: '/b/0', path: '/c' },
        { op: 'copy', from: '/c', path: '/d' },
        { op: 'test', path: '/b', value: [2, 3] },
        { op: 'remove', path: '/d' },
      ]),
    ).toBe('{"a":"1","b":[2,3],"n":9007199254740993,"c":1}')
  })

  it('can put another event in the place of the whole', () => {
    expect(textOf('5', [{ op: 'replace', path: '', value: { type: 'track' } }])).toBe('{"type":"track"}')
  })

  it('reaches names with a slash or a tilde', () => {
    expect(textOf('{"a/b":{"~":1}}', [{ op: 'replace', path: '/a~1b/~0', value: 2 }])).toBe('{"a/b":{"~":2}}')
  })

  it.each([
    ['no JSON', '<xml/>', [{ op: 'remove', path: '/a' }], /no JSON/],
    ['nothing there', '{}', [{ op: 'replace', path: '/a', value: 1 }], /nothing at its path/],
    ['a parent that is a text', '{"a":"x"}', [{ op: 'add', path: '/a/b', value: 1 }], /nothing at its path/],
    ['an index beyond the end', '{"a":[]}', [{ op: 'add', path: '/a/7', value: 1 }], /nothing at its path/],
    ['the length of a list', '{"a":[1]}', [{ op: 'replace', path: '/a/length', value: 9e9 }], /nothing at its path/],
    [
      'a test that fails',
      '{"a":"geheim"}',
      [{ op: 'test', path: '/a', value: 'x' }],
      /^operation 0 of the patch: the test failed$/,
    ],
    ['the whole event', '{}', [{ op: 'remove', path: '' }], /cannot be removed/],
  ])('says what is wrong: %s', (_, text, patch, why) => {
    const fault = (apply(text, patch) as { fault: string }).fault
    expect(fault).toMatch(why)
    expect(fault).not.toContain('geheim')
  })

  it.each([
    '/__proto__/polluted',
    '/a/__proto__/polluted',
    '/constructor/prototype/polluted',
    '/a/constructor',
    '/toString/call',
    '/hasOwnProperty/call',
    '/list/push/call',
  ])('leads nowhere but into what was sent: %s', path => {
    const before = Function.prototype.call
    for (const op of ['add', 'replace'] as const)
      expect(apply('{"a":{},"list":[]}', [{ op, path, value: 'polluted' }])).toHaveProperty('fault')
    expect(apply('{"a":{}}', [{ op: 'copy', from: path, path: '/b' }])).toHaveProperty('fault')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.prototype.hasOwnProperty.call).toBe(before)
  })

  it('has pointers in all its paths', () => {
    for (const path of ['a', '/~2', '#/a']) expect(JsonPatch.safeParse([{ op: 'remove', path }]).success).toBe(false)
  })

  it('cannot blow an event up', () => {
    const doubling = new Array(40).fill(0).map((_, at) => ({ op: 'copy', from: '', path: `/x${at}` }))
    expect(apply(`{"a":"${'x'.repeat(1_000)}"}`, doubling)).toHaveProperty('fault')
    let deep: unknown = 1
    for (let level = 0; level < 200; level++) deep = [deep]
    expect(apply('{}', [{ op: 'add', path: '/a', value: deep }])).toMatchObject({
      fault: expect.stringMatching(/deeper/),
    })
  })

  it('mends what was refused for its depth, and stays calm where it cannot', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    expect(textOf(deep, [{ op: 'remove', path: '/a' }])).toBe('{}')
    for (const operation of [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'test', path: '/a', value: [] },
      { op: 'add', path: '/c', value: 1 },
    ])
      expect(apply(deep, [operation])).toHaveProperty('fault')
  })

  it('compares long lists without computing their difference', () => {
    const list = (from: number) => Array.from({ length: 20_000 }, (_, at) => at + from)
    const started = performance.now()
    expect(apply(JSON.stringify(list(0)), [{ op: 'test', path: '', value: list(1) }])).toHaveProperty('fault')
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
