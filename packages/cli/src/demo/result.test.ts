import { describe, expect, it } from 'vitest'
import { outcomeFixture } from './outcome.fixture.ts'
import { faultsOf, resultOf } from './result.ts'

const pending = {
  minute: 'm',
  state: 'pending' as const,
  accepted: 9,
  stored: 5,
  duplicate: 0,
  quarantined: 0,
  suppressed: 0,
  missing: 4,
}

describe('the result', () => {
  it('is ok when everything is accounted for and one page and one resolve came', () => {
    const result = resultOf(outcomeFixture())
    expect(result).toMatchObject({ ok: true, lost: 0, doubled: 0, pages: 1, resolves: 1, weirLatencyMs: 1_200 })
    expect(result.brokeAt).toBe('2024-01-01T00:00:30.000Z')
  })

  it.each([
    ['an event is lost', { counts: { stored: 99 } }, { lost: 1 }],
    ['an event is stored twice', { counts: { doubled: 1 } }, { doubled: 1 }],
    ['an event was not accepted', { sent: 101 }, { sent: 101 }],
    ['a person is missing', { counts: { people: 9 } }, { peopleFound: 9 }],
    [
      'no page came',
      { pages: 0, resolves: 0, incident: { pagedAt: undefined } },
      { pagedAt: null, weirLatencyMs: null },
    ],
    ['a second page came', { pages: 2 }, { pages: 2 }],
    ['it was never resolved', { resolves: 0 }, { resolves: 0 }],
    ['a final minute of the ledger misses events', { ledger: { ...pending, state: 'final' as const } }, {}],
  ])('is not ok when %s', (_, over, expected) => {
    expect(resultOf(outcomeFixture(over))).toMatchObject({ ok: false, ...expected })
    expect(faultsOf(outcomeFixture(over))).toHaveLength(Object.hasOwn(over, 'incident') ? 2 : 1)
  })

  it('does not take events under way for missing', () => {
    expect(faultsOf(outcomeFixture({ ledger: pending }))).toEqual([])
  })

  it('of a repeat is ok when every event was a duplicate and nobody was paged', () => {
    const repeat = { repeat: true, pages: 0, resolves: 0, counts: { duplicate: 100 } }
    expect(resultOf(outcomeFixture(repeat)).ok).toBe(true)
    expect(faultsOf(outcomeFixture({ ...repeat, counts: { duplicate: 98 } }))).toHaveLength(1)
    expect(faultsOf(outcomeFixture({ ...repeat, pages: 1 }))).toEqual(['a repeat must not page: 1 page arrived'])
  })
})
