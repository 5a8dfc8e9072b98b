import { describe, expect, it } from 'vitest'
import { assertAgreement } from './agreement.ts'
import { nextIntent } from './job.ts'

const check =
  (next: number, newest: { from: number; to: number } | undefined, open?: [number, number], kept = true) =>
  () =>
    assertAgreement('p', { next, intent: open && nextIntent(open[0], open[1], '', 0) }, newest, kept)

describe('state store and ClickHouse on taking a partition', () => {
  it('agree when ClickHouse ends where the state store does', () => {
    expect(check(0, undefined)).not.toThrow()
    expect(check(8, { from: 4, to: 8 })).not.toThrow()
  })

  it('agree after a crash inside a range, written or not', () => {
    expect(check(8, { from: 4, to: 8 }, [8, 12])).not.toThrow()
    expect(check(8, { from: 8, to: 12 }, [8, 12])).not.toThrow()
    expect(check(0, undefined, [0, 4])).not.toThrow()
  })

  it('stop the partition when one of them is older, and say which', () => {
    expect(check(8, { from: 8, to: 12 })).toThrow(/ranges up to 12/)
    expect(check(8, { from: 12, to: 16 }, [8, 12])).toThrow(/restored|ranges up to/)
    expect(check(8, { from: 2, to: 4 })).toThrow(/up to 4/)
    expect(check(8, undefined)).toThrow(/holds no range/)
  })

  it('agree without a marker once markers have expired', () => {
    expect(check(8, undefined, undefined, false)).not.toThrow()
  })
})
