import { describe, expect, it } from 'vitest'
import { createRecent } from './recent.ts'

describe('createRecent', () => {
  it('forgets what was not used for longest, and never keeps long texts', () => {
    const recent = createRecent(2, 5)
    recent.set('a', '1')
    recent.set('b', '2')
    expect(recent.get('a')).toBe('1')
    recent.set('c', '3')
    expect(['a', 'b', 'c'].map(recent.get)).toEqual(['1', undefined, '3'])
    recent.set('longer', '4')
    recent.set('d', 'longer')
    expect(['longer', 'd', 'a'].map(recent.get)).toEqual([undefined, undefined, '1'])
  })
})
