import type { DebuggedEvent, DebuggerMessage } from '@weir/console-protocol'
import { describe, expect, it } from 'vitest'
import { emptyFeed, type Feed, type FeedAction, mostEvents, ratesOf, reduceFeed } from './feed.ts'

const at = 1_769_860_800_000

const event = (id: string, outcome: DebuggedEvent['outcome'] = 'accepted', source = 'web'): DebuggedEvent => ({
  id,
  outcome,
  source,
  receivedAt: at,
  type: 'order.paid',
  keys: [],
  receipt: `/v1/events/${id}/receipt`,
})

const told = (
  type: 'recent' | 'news',
  events: DebuggedEvent[],
  changes: Partial<DebuggerMessage> = {},
): FeedAction => ({ type, message: { at, log: 'reading', events, counts: [], ...changes } })

const after = (...actions: FeedAction[]) => actions.reduce<Feed>(reduceFeed, emptyFeed)
const ids = (events: readonly DebuggedEvent[] | undefined) => events?.map(({ id }) => id)

describe('the list', () => {
  it('has the newest first, and begins anew with every connection', () => {
    const feed = after(told('recent', [event('a')]), told('news', [event('b'), event('c')]))
    expect(ids(feed.events)).toEqual(['c', 'b', 'a'])
    expect(ids(reduceFeed(feed, told('recent', [event('c'), event('d')])).events)).toEqual(['d', 'c'])
  })

  it('is bounded', () => {
    const many = Array.from({ length: mostEvents + 50 }, (_, index) => event(String(index)))
    expect(after(told('news', many), { type: 'pause' }, told('news', many)).events).toHaveLength(mostEvents)
  })

  it('stands still while paused, and then has what came, once', () => {
    const paused = after(told('recent', [event('a')]), { type: 'pause' }, told('news', [event('b')]))
    expect(ids(paused.events)).toEqual(['a'])
    const reconnected = reduceFeed(paused, told('recent', [event('a'), event('b'), event('c')]))
    expect(ids(reconnected.held)).toEqual(['c', 'b'])
    expect(ids(reduceFeed(reconnected, { type: 'resume' }).events)).toEqual(['c', 'b', 'a'])
  })

  it('is empty under another filter, but sources stay known', () => {
    const feed = after(told('news', [event('a', 'accepted', 'web')]), { type: 'refilter' })
    expect(feed).toMatchObject({ events: [], log: 'starting', sources: ['web'] })
  })
})

describe('rates', () => {
  it('count what is not shown, over ten seconds', () => {
    const counts = [
      { source: 'web', outcome: 'accepted' as const, events: 500, hidden: 490 },
      { source: 'crm', outcome: 'rejected' as const, events: 10, hidden: 0 },
    ]
    const feed = after(told('news', [], { counts }))
    expect(ratesOf(feed)).toEqual({ accepted: 50, rejected: 1, hidden: 49 })
    expect(feed.sources).toEqual(['crm', 'web'])
    expect(ratesOf(reduceFeed(feed, told('news', [], { at: at + 10_000 })))).toEqual({
      accepted: 0,
      rejected: 0,
      hidden: 0,
    })
  })
})
