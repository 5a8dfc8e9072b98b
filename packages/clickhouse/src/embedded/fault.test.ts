import { describe, expect, it } from 'vitest'
import { Fault, faultOf, statusOf } from './fault.ts'

describe('faultOf', () => {
  it('reads what the addon throws, told once or twice', () => {
    const plain = 'Code: 60. DB::Exception: Unknown table x. (UNKNOWN_TABLE)'
    const twice =
      "Query failed: Code: 27. DB::Exception: Code: 27. DB::Exception: Cannot parse input: expected ']' (at row 1)\n: While executing Format. (CANNOT_PARSE_INPUT_ASSERTION_FAILED) (version 26.7.2.1). (CANNOT_PARSE_INPUT_ASSERTION_FAILED)"
    expect(faultOf(new Error(plain))).toMatchObject({ code: 60, type: 'UNKNOWN_TABLE', message: 'Unknown table x.' })
    expect(faultOf(new Error(twice))).toMatchObject({
      code: 27,
      type: 'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
      message: "Cannot parse input: expected ']' (at row 1)\n: While executing Format.",
    })
    expect(faultOf(new Error('something else'))).toMatchObject({ code: 1002, message: 'something else' })
  })

  it('tells it as ClickHouse does', () => {
    const fault = new Fault(62, 'SYNTAX_ERROR', 'Syntax error: failed (2).')
    expect(fault.text('26.7.2.1')).toBe(
      'Code: 62. DB::Exception: Syntax error: failed (2). (SYNTAX_ERROR) (version 26.7.2.1)\n',
    )
    expect(faultOf(new Error(fault.text('26.7.2.1')))).toMatchObject({ code: 62, message: fault.message })
    expect(statusOf(fault)).toBe(400)
    expect(statusOf(new Fault(241, 'MEMORY_LIMIT_EXCEEDED', ''))).toBe(500)
  })

  it('stays linear on long text', () => {
    const began = performance.now()
    faultOf(new Error(`Code: 1. DB::Exception: ${'('.repeat(20_000)}${' .'.repeat(20_000)}x`))
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
