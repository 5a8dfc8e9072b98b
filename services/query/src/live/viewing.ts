import { historyMs, type LiveMessage, mergeMessages } from '@weir/console-protocol'
import type { Logger } from '@weir/telemetry'

/** Reads the live numbers of a tenant: points from `from` (Unix ms) on. Never throws: what failed is named in `faults`. */
export type ReadLive = (tenant: string, from: number) => Promise<LiveMessage>

/** One message as it goes to a viewer. */
export interface LiveEvent {
  id: string
  event: 'history' | 'tick'
  message: LiveMessage
}

export interface Live {
  /**
   * Calls `send` with all a viewer needs to show the present, then with every change. A viewer who comes back with the id
   * of the last event it got is sent what it missed, or the whole history when that was too long ago.
   * @returns ends the viewing.
   */
  watch(tenant: string, lastEventId: string | undefined, send: (event: LiveEvent) => void): () => void
  viewers(): number
  stop(): void
}

export interface LiveOptions {
  read: ReadLive
  log: Logger
  now?: () => number
  intervalMs?: number
  /** How long reading goes on without viewers, so that reloading the page costs nothing. */
  lingerMs?: number
}

const keptTicks = 120
const tickSpanMs = 60_000
/** Events that were late by more than a tick's span show after so many ticks at the latest. */
const refreshTicks = 30

/** One reader for all viewers of a tenant, and only while somebody watches. */
export function createLive({ read, log, now = Date.now, intervalMs = 1_000, lingerMs = 5_000 }: LiveOptions): Live {
  const viewings = new Map<string, Viewing>()
  return {
    watch(tenant, lastEventId, send) {
      const viewing = viewings.get(tenant) ?? startViewing(tenant)
      return viewing.add(lastEventId, send)
    },
    viewers: () => [...viewings.values()].reduce((sum, viewing) => sum + viewing.viewers.size, 0),
    stop() {
      for (const viewing of viewings.values()) viewing.end()
    },
  }

  function startViewing(tenant: string): Viewing {
    const viewing = createViewing({
      read: from => read(tenant, from),
      log,
      now,
      intervalMs,
      lingerMs,
      ended: () => viewings.delete(tenant),
    })
    viewings.set(tenant, viewing)
    return viewing
  }
}

interface ViewingOptions {
  read(from: number): Promise<LiveMessage>
  log: Logger
  now: () => number
  intervalMs: number
  lingerMs: number
  ended(): void
}

type Viewing = ReturnType<typeof createViewing>

function createViewing({ read, log, now, intervalMs, lingerMs, ended }: ViewingOptions) {
  const viewers = new Set<(event: LiveEvent) => void>()
  // Ids of another run, or of another process, must not be mistaken for ours.
  const run = now().toString(36)
  let ticks: LiveEvent[] = []
  let history: LiveMessage | undefined
  let sequence = 0
  let over = false
  let emptySince: number | undefined

  const newestId = () => `${run}-${sequence}`
  const timer = setInterval(turn, intervalMs)
  let reading = false
  void turn()

  async function turn(): Promise<void> {
    if (reading || over) return
    if (viewers.size === 0 && emptySince !== undefined && now() - emptySince >= lingerMs) return end()
    reading = true
    try {
      const whole = history?.charts === undefined || sequence % refreshTicks === 0
      const message = await read(now() - (whole ? historyMs : tickSpanMs))
      if (over) return
      sequence++
      const first = history === undefined
      history = history === undefined ? message : mergeMessages(history, message)
      const event: LiveEvent = { id: newestId(), event: 'tick', message }
      ticks = [...ticks, event].slice(-keptTicks)
      for (const send of viewers) send(first ? { ...event, event: 'history' } : event)
    } catch (err) {
      log.error({ err }, 'the live page could not be brought up to date')
    } finally {
      reading = false
    }
  }

  function end(): void {
    over = true
    clearInterval(timer)
    ended()
  }

  return {
    viewers,
    end,
    add(lastEventId: string | undefined, send: (event: LiveEvent) => void): () => void {
      emptySince = undefined
      viewers.add(send)
      const seen = lastEventId === newestId() ? ticks.length - 1 : ticks.findIndex(({ id }) => id === lastEventId)
      if (seen >= 0) for (const event of ticks.slice(seen + 1)) send(event)
      else if (history) send({ id: newestId(), event: 'history', message: history })
      return () => {
        viewers.delete(send)
        if (viewers.size === 0) emptySince = now()
      }
    },
  }
}
