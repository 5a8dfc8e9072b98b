import type { DebuggedEvent, DebuggerMessage } from '@weir/console-protocol'

/** What the debugger shows. */
export interface Feed {
  /** The newest first. */
  events: readonly DebuggedEvent[]
  /** While paused: what came since, the newest first. Undefined when not paused. */
  held: readonly DebuggedEvent[] | undefined
  log: DebuggerMessage['log']
  /** Every source seen so far, by name. */
  sources: readonly string[]
  tallies: readonly Tally[]
}

/** What was decided in the time before `at`. */
interface Tally {
  at: number
  accepted: number
  rejected: number
  hidden: number
}

export type FeedAction =
  | { type: 'recent' | 'news'; message: DebuggerMessage }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'refilter' }

/** More than anybody scrolls through; a page that runs for days stays as quick as it was. */
export const mostEvents = 300
const tallyMs = 10_000

export const emptyFeed: Feed = { events: [], held: undefined, log: 'starting', sources: [], tallies: [] }

export function reduceFeed(feed: Feed, action: FeedAction): Feed {
  switch (action.type) {
    case 'pause':
      return { ...feed, held: feed.held ?? [] }
    case 'resume':
      return { ...feed, held: undefined, events: bounded([...(feed.held ?? []), ...feed.events]) }
    case 'refilter':
      // Another filter is another stream, and what it holds is not known yet.
      return { ...emptyFeed, sources: feed.sources }
    case 'recent':
      return withEvents(told(feed, action.message), action.message.events, true)
    case 'news':
      return withEvents(told(feed, action.message), action.message.events, false)
  }
}

/** Events a second over the last seconds. */
export function ratesOf({ tallies }: Feed): Omit<Tally, 'at'> {
  const rate = (read: (tally: Tally) => number) =>
    tallies.reduce((sum, tally) => sum + read(tally), 0) / (tallyMs / 1_000)
  return { accepted: rate(of => of.accepted), rejected: rate(of => of.rejected), hidden: rate(of => of.hidden) }
}

function told(feed: Feed, { at, log, counts, events }: DebuggerMessage): Feed {
  const sum = (read: (count: DebuggerMessage['counts'][number]) => number) =>
    counts.reduce((total, count) => total + read(count), 0)
  const tally = {
    at,
    accepted: sum(({ outcome, events }) => (outcome === 'accepted' ? events : 0)),
    rejected: sum(({ outcome, events }) => (outcome === 'rejected' ? events : 0)),
    hidden: sum(({ hidden }) => hidden),
  }
  const named = new Set([...feed.sources, ...[...counts, ...events].map(({ source }) => source)])
  return {
    ...feed,
    log,
    sources: named.size === feed.sources.length ? feed.sources : [...named].sort(),
    tallies: [...feed.tallies, tally].filter(before => before.at > at - tallyMs),
  }
}

function withEvents(feed: Feed, oldestFirst: readonly DebuggedEvent[], everything: boolean): Feed {
  const events = oldestFirst.toReversed()
  if (!feed.held)
    return events.length === 0 && !everything
      ? feed
      : { ...feed, events: bounded(everything ? events : [...events, ...feed.events]) }
  // After a reconnection the stream begins with what the page may show already.
  const known = new Set([...feed.held, ...feed.events].map(({ receipt }) => receipt))
  return { ...feed, held: bounded([...events.filter(({ receipt }) => !known.has(receipt)), ...feed.held]) }
}

const bounded = (events: readonly DebuggedEvent[]) => events.slice(0, mostEvents)
