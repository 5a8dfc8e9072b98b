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
