import { setTimeout as wait } from 'node:timers/promises'
import type { ClickHouse } from '@weir/clickhouse'

/** Waits until a condition holds; fails with what it last saw. Polls, because the state is in other processes. */
export async function eventually<T>(
  look: () => Promise<T>,
  holds: (seen: T) => boolean,
  timeoutMs: number,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs
  for (;;) {
    let seen: T | undefined
    let failure: unknown
    try {
      seen = await look()
      if (holds(seen)) return seen
    } catch (error) {
      failure = error
    }
    if (Date.now() > giveUpAt)
      throw new Error(`not within ${timeoutMs} ms; last: ${failure ? String(failure) : JSON.stringify(seen)}`)
    await wait(500)
  }
}

/** Events that have an outcome, and events accepted as the ledger's own reader counted them. */
export async function decidedAndAccepted(clickhouse: ClickHouse): Promise<{ decided: number; accepted: number }> {
  const [row] = await clickhouse.query<{ decided: string; accepted: string }>(
    `SELECT (SELECT count() FROM weir_data.events) + (SELECT count() FROM weir_data.event_outcomes) AS decided,
            (SELECT sum(accepted) FROM weir_data.ledger_accepted) AS accepted`,
  )
  return { decided: Number(row?.decided), accepted: Number(row?.accepted) }
}

/** So long nothing may be decided before the pipeline counts as standing still. */
const standstillMs = 120_000

/**
 * Waits until all that was accepted, at least so many, has an outcome; fails when the pipeline stands still. However much is
 * left to do after a long outage, as long as it is being done.
 */
export async function allDecided(clickhouse: ClickHouse, leastAccepted: number): Promise<void> {
  let most = 0
  let grewAt = Date.now()
  let reportedAt = Date.now()
  for (;;) {
    const seen = await decidedAndAccepted(clickhouse).catch((error: unknown) => String(error))
    if (typeof seen !== 'string') {
      if (seen.decided === seen.accepted && seen.accepted >= leastAccepted) return
      if (seen.decided > most) grewAt = Date.now()
      most = Math.max(most, seen.decided)
    }
    if (Date.now() - grewAt > standstillMs)
      throw new Error(`nothing was decided for ${standstillMs} ms; last: ${JSON.stringify(seen)}`)
    if (Date.now() - reportedAt > 15_000) {
      reportedAt = Date.now()
      process.stderr.write(`recovery: catching up: ${JSON.stringify(seen)}\n`)
    }
    await wait(500)
  }
}
