import type { DebuggerMessage } from '@weir/console-protocol'
import type { EventLog } from '@weir/event-log'
import type { Secrets } from '@weir/privacy'
import type { Logger } from '@weir/telemetry'
import { decidedTopics, readDecisions } from './decided-events.ts'
import { showEarlier } from './earlier-events.ts'
import { createFeed, type Feed } from './feed.ts'
import { type Filter, passes } from './rings.ts'
import { startTail, type Tail } from './tail.ts'

/** One message as it goes to a viewer. */
export interface DebuggerEvent {
  event: 'recent' | 'news'
  message: DebuggerMessage
}

export interface Debugging {
  /**
   * Calls `send` with the last decided events of the tenant, then with those that come.
   * @returns ends the viewing.
   */
  watch(tenant: string, filter: Filter, send: (event: DebuggerEvent) => void): () => void
  viewers(): number
  stop(): Promise<void>
}

export interface DebuggingOptions {
  log: EventLog
  secrets: Secrets
  logger: Logger
  now?: () => number
  /** How often viewers hear of news. */
  intervalMs?: number
  /** How often the log is asked whether it is there. */
  probeMs?: number
  /** How long reading goes on without viewers, so that reloading the page costs nothing. */
  lingerMs?: number
}

interface Viewer {
  filter: Filter
  send(event: DebuggerEvent): void
  state: DebuggerMessage['log']
  toldAt: number
}

interface Room {
  feed: Feed
  viewers: Set<Viewer>
  earlier: 'unread' | 'reading' | 'read'
  emptySince: number
}

/** Without news a viewer is still told so often that all is well. */
const pulseMs = 2_000

/** One reader of the log for all viewers of all tenants, and only while somebody watches. */
export function createDebugging({
  log,
  secrets,
  logger,
  now = Date.now,
  intervalMs = 500,
  probeMs = 2_000,
  lingerMs = 5_000,
}: DebuggingOptions): Debugging {
  const rooms = new Map<string, Room>()
  let tail: Tail | undefined
  /** Whether what comes now is followed; only then can the last events before it be read without a gap. */
  let following = false
  let timer: NodeJS.Timeout | undefined
  let ending: Promise<void> = Promise.resolve()

  const reader = {
    secrets,
    logger,
    choose: (tenant: string, ...of: Parameters<Feed['admits']>) => rooms.get(tenant)?.feed.admits(...of) ?? false,
    show: (tenant: string, event: Parameters<Feed['add']>[0]) => rooms.get(tenant)?.feed.add(event),
  }

  function begin(): void {
    tail = startTail({
      log,
      logger,
      probeMs,
      topics: decidedTopics,
      visit: (topic, record, generation) => readDecisions(topic, reader, record, generation),
      begun() {
        following = true
        for (const [tenant, room] of rooms) void readEarlier(tenant, room)
      },
    })
    timer = setInterval(turn, intervalMs)
  }

  async function end(): Promise<void> {
    clearInterval(timer)
    const ended = tail
    tail = undefined
    following = false
    ending = Promise.all([ending, ended?.stop()]).then(() => {})
    await ending
  }

  function turn(): void {
    for (const [tenant, room] of rooms) {
      if (room.viewers.size === 0 && now() - room.emptySince >= lingerMs) rooms.delete(tenant)
      else {
        tell(room)
        if (tail?.state === 'reading' && room.earlier === 'unread') void readEarlier(tenant, room)
      }
    }
    if (rooms.size === 0) void end()
  }

  function tell(room: Room): void {
    const { events, counts } = room.feed.takeNews()
    for (const viewer of room.viewers) {
      const message: DebuggerMessage = {
        at: now(),
        log: stateOf(room),
        events: events.filter(event => passes(viewer.filter, event)),
        counts: counts.filter(count => passes(viewer.filter, count)),
      }
      const silent = message.counts.length === 0 && message.events.length === 0 && message.log === viewer.state
      if (silent && now() - viewer.toldAt < pulseMs) continue
      viewer.state = message.log
      viewer.toldAt = now()
      viewer.send({ event: 'news', message })
    }
  }

  function tellRecent({ feed, ...room }: Room, viewer: Viewer): void {
    viewer.state = stateOf(room)
    viewer.toldAt = now()
    const message = { at: now(), log: viewer.state, events: feed.recent(viewer.filter), counts: [] }
    viewer.send({ event: 'recent', message })
  }

  const stateOf = ({ earlier }: Pick<Room, 'earlier'>): DebuggerMessage['log'] => {
    if (tail?.state === 'unavailable') return 'unavailable'
    return earlier === 'read' ? (tail?.state ?? 'starting') : 'starting'
  }

  async function readEarlier(tenant: string, room: Room): Promise<void> {
    room.earlier = 'reading'
    try {
      await showEarlier({ log, secrets, logger, tenant, show: room.feed.addEarlier })
      // What is news by now is among the recent ones too, and is told once.
      tell(room)
      room.earlier = 'read'
      for (const viewer of room.viewers) tellRecent(room, viewer)
    } catch (err) {
      // Most likely the log is away: the tail says so, and once it is back this is tried again.
      logger.debug({ err }, 'the last events cannot be read yet')
      room.earlier = 'unread'
    }
  }

  function roomOf(tenant: string): Room {
    const room = rooms.get(tenant) ?? { feed: createFeed(now), viewers: new Set(), earlier: 'unread', emptySince: 0 }
    rooms.set(tenant, room)
    if (!tail) begin()
    if (following && room.earlier === 'unread') void readEarlier(tenant, room)
    return room
  }

  return {
    watch(tenant, filter, send) {
      const room = roomOf(tenant)
      tell(room)
      const viewer: Viewer = { filter, send, state: 'starting', toldAt: 0 }
      room.viewers.add(viewer)
      tellRecent(room, viewer)
      return () => {
        room.viewers.delete(viewer)
        if (room.viewers.size === 0) room.emptySince = now()
      }
    },
    viewers: () => [...rooms.values()].reduce((sum, { viewers }) => sum + viewers.size, 0),
    async stop() {
      rooms.clear()
      await end()
    },
  }
}
