import { describe, expect, it } from 'vitest'
import { createStyle } from './style.ts'
import { fit, padLeft, padTo, widthOf, wrap } from './width.ts'

const { red } = createStyle(true)

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['渠道', 4],
    ['🔴 a', 4],
    ['✅', 2],
    ['e\u0301', 1],
    [red('abc'), 3],
    ['▇│·', 3],
  ])('%j takes %i', (text, columns) => expect(widthOf(text)).toBe(columns))

  it('are never exceeded, and colours are switched off again', () => {
    expect(fit('abcdef', 3)).toBe('abc')
    expect(fit('渠道ab', 3)).toBe('渠')
    expect(fit(red('abcdef'), 3)).toBe(red('abc'))
  })

  it('are filled', () => {
    expect(padTo('渠', 4)).toBe('渠  ')
    expect(padLeft(red('1'), 3)).toBe(`  ${red('1')}`)
  })

  it('break lines at words, Chinese anywhere, and long words where they must', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('按错误码查看', 6)).toEqual(['按错误', '码查看'])
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrap('', 4)).toEqual([''])
  })
})
