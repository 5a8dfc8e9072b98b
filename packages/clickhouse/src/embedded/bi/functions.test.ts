import { describe, expect, it } from 'vitest'
import { createFunctionRule } from './functions.ts'

const known = [
  { name: 'sum', alias_to: '', categories: 'Aggregate Functions', is_aggregate: 1 as const },
  { name: 'lower', alias_to: '', categories: 'String', is_aggregate: 0 as const },
  { name: 'lcase', alias_to: 'lower', categories: '', is_aggregate: 0 as const },
  { name: 'chdb', alias_to: '', categories: 'String', is_aggregate: 0 as const },
  { name: 'file', alias_to: '', categories: 'Other', is_aggregate: 0 as const },
  { name: 'dictGet', alias_to: '', categories: 'Dictionary', is_aggregate: 0 as const },
  { name: 'aiGenerate', alias_to: '', categories: 'AI', is_aggregate: 0 as const },
  { name: 'AIGenerate', alias_to: 'aiGenerate', categories: '', is_aggregate: 0 as const },
  { name: 'brandNew', alias_to: '', categories: '', is_aggregate: 0 as const },
]

describe('createFunctionRule', () => {
  const mayCall = createFunctionRule(known)

  it('allows judged categories, aliases by what they mean, and aggregates with combinators', () => {
    for (const name of ['sum', 'SUM', 'sumIf', 'sumOrNullIf', 'sumMergeState', 'lower', 'LCASE', 'lambda', '_CAST']) {
      expect(mayCall(name), name).toBe(true)
    }
  })

  it('refuses everything else', () => {
    for (const name of [
      'chdb',
      'file',
      'dictGet',
      'aiGenerate',
      'AIGenerate',
      'brandNew',
      'nobodyIf',
      'lowerIf',
      'If',
    ]) {
      expect(mayCall(name), name).toBe(false)
    }
  })
})
