import type { IdentifiedEvent } from '@weir/event'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredId } from '../ids/id-memory.ts'
import { createDecider, type Decided } from './decide.ts'

const day = 86_400_000
const event = (offset: number, index: number, receivedAt = 0): IdentifiedEvent => ({
  partition: 0,
  offset,
  index,
  tenant: 't',
  receivedAt,
  verdict: 'identified',
  oneId: 0,
  anchorKey: 0,
  keyIds: [],
  event: null,
})

/** Decides accepted events (offset, index, id) that arrive at consecutive identified offsets. */
function run(
  events: readonly [number, number, string][],
  state: { decided: Decided; ids: Map<string, StoredId> },
  from = 0,
) {
  const decider = createDecider(state.decided, hash => state.ids.get(hash))
  const outcomes = events.map(([offset, index, id], at) => {
    const place = { log: 'g', partition: 0, offset: from + at, index: 0 }
    const { kind } = decider.decide(event(offset, index), id, place)
    if (kind === 'new') decider.stored(id, { ...place, receivedAt: 0 })
    return kind
  })
  return { outcomes, decider }
}

const none = () => ({ decided: {}, ids: new Map<string, StoredId>() })

describe('the decision about an event', () => {
  it('stores the first of an id and calls the others duplicates', () => {
    expect(
      run(
        [
          [0, 0, 'a'],
          [0, 1, 'b'],
          [0, 2, 'a'],
        ],
        none(),
      ).outcomes,
    ).toEqual(['new', 'new', 'duplicate'])
  })

  it('gives no outcome to what identity repeats after a crash', () => {
    const { outcomes } = run(
      [
        [3, 1, 'x'],
        [4, 0, 'y'],
      ],
      { decided: { 0: [3, 1] }, ids: new Map() },
    )
    expect(outcomes).toEqual(['repeat', 'new'])
  })

  it('decides the same when the range is done again after its rows were written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 20 }), ids => {
        const events = ids.map((id, at): [number, number, string] => [at, 0, id])
        const first = run(events, none())
        const again = run(events, { decided: {}, ids: new Map(first.decider.newlyStored()) })
        expect(again.outcomes).toEqual(first.outcomes)
      }),
    )
  })

  it('forgets an id after seven days of receivedAt', () => {
    const ids = new Map([['a', { log: 'g', partition: 0, offset: 9, index: 0, receivedAt: 0 }]])
    const kindAt = (receivedAt: number) =>
      createDecider({}, hash => ids.get(hash)).decide(event(1, 0, receivedAt), 'a', {
        log: 'g',
        partition: 0,
        offset: 50,
        index: 0,
      }).kind
    expect([kindAt(7 * day), kindAt(7 * day + 1)]).toEqual(['duplicate', 'new'])
  })
})
