import type { ClickHouse } from '@weir/clickhouse'
import { type EventLog, topics } from '@weir/event-log'
import type { Readiness } from '@weir/lifecycle'
import type { StateStore } from '@weir/state-store'

const intervalMs = 2_000

export interface Engines {
  clickhouse: Pick<ClickHouse, 'ping'>
  state: Pick<StateStore, 'get'>
  eventLog: Pick<EventLog, 'bounds'>
  readiness: Readiness
}

/** Asks each engine now and then, and tells readiness which one is down. Nothing here waits: query starts without them. */
export function watchEngines({ clickhouse, state, eventLog, readiness }: Engines) {
  const asked: Record<string, () => Promise<unknown>> = {
    clickhouse: () => clickhouse.ping(),
    state: () => state.get('installation', 'hmac'),
    log: () => eventLog.bounds(topics.accepted),
  }
  let timer: NodeJS.Timeout | undefined
  let asking = false

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    await Promise.all(
      Object.entries(asked).map(([name, check]) =>
        check().then(
          () => readiness.set(name, { ok: true }),
          (error: Error) => readiness.set(name, { ok: false, reason: error.message }),
        ),
      ),
    )
    asking = false
  }

  return {
    async start() {
      timer = setInterval(() => void ask(), intervalMs)
      void ask()
    },
    async stop() {
      clearInterval(timer)
    },
  }
}
