import { setTimeout as wait } from 'node:timers/promises'
import type { Crossing } from '../crossing.ts'
import type { Shop } from '../shop/shop.ts'
import type { Sender } from './sender.ts'

export interface TrafficOptions {
  shop: Shop
  sender: Sender
  crossing: Crossing
  eventsPerSecond: number
  signal: AbortSignal
}

const tickMs = 100
/** When ingest is away, the shop waits rather than piling up events that would all be late. */
const mostInFlight = 8
const rateOverMs = 3_000

/** The shop's visitors in real time, at a steady rate. */
export function createTraffic({ shop, sender, crossing, eventsPerSecond, signal }: TrafficOptions) {
  const inFlight = new Set<Promise<void>>()
  const recent: { at: number; made: number }[] = []
  let broken: string | undefined
  let open = true
  let failure: unknown

  function send(count: number, now: number): number {
    const events = shop.next(count, { now, broken, onPayment: payment => crossing.add(payment, now) })
    const work = sender
      .send(events)
      .catch(error => {
        failure ??= error
      })
      .finally(() => inFlight.delete(work))
    inFlight.add(work)
    return events.length
  }

  async function run(): Promise<void> {
    let owed = 0
    let before = Date.now()
    while (open && failure === undefined && !signal.aborted) {
      const now = Date.now()
      // At most a second's worth: after a pause the rate is as before, not higher.
      owed = Math.min(eventsPerSecond, owed + ((now - before) * eventsPerSecond) / 1_000)
      before = now
      crossing.look(now)
      if (owed >= 1 && inFlight.size < mostInFlight) owed -= send(Math.ceil(owed), now)
      recent.push({ at: now, made: shop.made() })
      while (recent.length > 2 && recent[0]!.at < now - rateOverMs) recent.shift()
      await wait(tickMs)
    }
  }

  const running = run()

  return {
    /** From now on most payments of this channel fail; undefined: all is well again. */
    breakChannel(channel: string | undefined): void {
      broken = channel
    },
    /** Events a second, over the last few. */
    rate(): number {
      const first = recent[0]
      const last = recent.at(-1)
      return first && last && last.at > first.at ? ((last.made - first.made) * 1_000) / (last.at - first.at) : 0
    },
    /** @throws what ended it, if something did. */
    check(): void {
      if (failure !== undefined) throw failure
    },
    /** Closes the shop; resolves when ingest has answered for every event. */
    async stop(): Promise<void> {
      open = false
      await running
      await Promise.all(inFlight)
      if (failure !== undefined) throw failure
    },
  }
}

export type Traffic = ReturnType<typeof createTraffic>
