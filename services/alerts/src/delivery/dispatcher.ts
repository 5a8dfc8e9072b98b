import { isWeirError } from '@weir/errors'
import type { Outbox, OutboxEntry } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import { outboxKey } from '../pages/page.ts'
import { backoffMs } from './backoff.ts'
import type { Deliver, Message } from './deliver.ts'
import type { Delivery } from './verdict.ts'

export interface DispatcherOptions {
  outbox: Outbox<Message>
  deliver: Deliver
  /** Names this process in claims. */
  holder: string
  log: Logger
  now: () => number
  /** Told of every attempt, for metrics. */
  onAttempt?(message: Message, delivery: Delivery, attempts: number): void
  /** How often the outbox is looked at without being poked, milliseconds. */
  pollMs?: number
}

export interface Dispatcher {
  start(): void
  /** Something was just put into the outbox. */
  poke(): void
  /** Lets calls in flight end for a moment, then cuts them off; they are marked as maybe sent. */
  stop(): Promise<void>
}

const batch = 20
const mostCalls = 40
/** Longer than a call may take, so that a living holder never loses its claim. */
const leaseMs = 60_000
const patienceMs = 5_000
const keptMs = 30 * 86_400_000
const tidyEveryMs = 3_600_000
const pruneLimit = 500
/** How long a resolve waits for its page to settle before it is looked at again. */
const behindMs = 1_000

/**
 * Delivers what is in the outbox. Every instance runs one: a claim belongs to one of them, a crash frees it. An episode's
 * resolve never overtakes its page on the same channel.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { outbox, deliver, holder, log, now, onAttempt, pollMs = 1_000 } = options
  const stopping = new AbortController()
  const inFlight = new Set<Promise<void>>()
  let wake = () => {}
  let poked = false
  let tidiedAt = 0
  let readable = true
  let started = false
  let loop: Promise<void> | undefined

  /** When to look again, for a resolve whose page has not settled. */
  async function pageSettles({ channel, page }: Message): Promise<number | undefined> {
    if (page.kind !== 'resolved') return undefined
    const key = outboxKey(page.episode.id, 'fired', channel)
    const [fired] = await outbox.list({ prefix: key, limit: 1 })
    if (fired?.key !== key || (fired.state !== 'waiting' && fired.state !== 'claimed')) return undefined
    return fired.state === 'waiting' ? Math.max(fired.atMs, now()) + behindMs : now() + behindMs
  }

  async function settle({ key, payload, attempts }: OutboxEntry<Message>, delivery: Delivery): Promise<void> {
    if (delivery.outcome === 'delivered') return outbox.delivered(key, holder, delivery.detail)
    if (delivery.outcome === 'failed') {
      log.error({ outbox: key, channel: payload.channel, error: delivery.error }, 'a page was not delivered')
      return outbox.failed(key, holder, delivery.error)
    }
    const wait = backoffMs(now() - payload.page.at)
    if (wait === undefined) return outbox.failed(key, holder, `${delivery.error}; given up after ${attempts} attempts`)
    const dueAtMs = now() + Math.max(wait, delivery.waitMs ?? 0)
    log.warn({ outbox: key, channel: payload.channel, error: delivery.error, attempts }, 'a page will be tried again')
    return outbox.retry(key, holder, { dueAtMs, error: delivery.error, maybeSent: delivery.maybeSent })
  }

  async function handle(entry: OutboxEntry<Message>): Promise<void> {
    try {
      const later = await pageSettles(entry.payload)
      if (later !== undefined) {
        const again = { dueAtMs: later, error: 'waits for its page', maybeSent: false }
        return await outbox.retry(entry.key, holder, again)
      }
      const delivery = await deliver(entry.payload, entry.maybeSent, stopping.signal)
      onAttempt?.(entry.payload, delivery, entry.attempts)
      await settle(entry, delivery)
    } catch (error) {
      // The claim runs out and somebody claims it again: nothing is lost, and the repeat carries the same id.
      if (!isWeirError(error, 'FENCED')) log.error({ err: error, outbox: entry.key }, 'a page could not be settled')
    }
  }

  async function round(): Promise<void> {
    const room = mostCalls - inFlight.size
    if (room <= 0) return
    const entries = await outbox.claim({ holder, nowMs: now(), leaseMs, limit: Math.min(batch, room) })
    for (const entry of entries) {
      const work = handle(entry).finally(() => inFlight.delete(work))
      inFlight.add(work)
    }
    // More may be due: the next look comes as soon as one of these is done.
    if (entries.length === batch) for (const work of inFlight) void work.then(poke)
  }

  /** Delivered pages are kept for a month: long enough to ask what became of them. */
  async function tidy(): Promise<void> {
    if (now() - tidiedAt < tidyEveryMs) return
    tidiedAt = now()
    while ((await outbox.prune({ beforeMs: now() - keptMs, limit: pruneLimit })) === pruneLimit);
  }

  async function run(): Promise<void> {
    while (started) {
      try {
        await round()
        await tidy()
        readable = true
      } catch (error) {
        // Once, not every second: whoever runs Weir reads the engine's name in readiness.
        if (readable) log.warn({ err: error }, 'the outbox cannot be read')
        readable = false
      }
      await pause()
    }
  }

  const pause = (): Promise<void> =>
    new Promise<void>(resume => {
      if (poked || !started) return resume()
      const timer = setTimeout(resume, pollMs)
      wake = () => {
        clearTimeout(timer)
        resume()
      }
    }).then(() => {
      poked = false
    })

  function poke(): void {
    poked = true
    wake()
  }

  return {
    start() {
      started = true
      loop = run()
    },
    poke,
    async stop() {
      started = false
      wake()
      await loop
      const cut = setTimeout(() => stopping.abort(new Error('stopping')), patienceMs)
      await Promise.all(inFlight)
      clearTimeout(cut)
    },
  }
}
