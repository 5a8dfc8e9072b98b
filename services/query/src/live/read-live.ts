import type { ClickHouse } from '@weir/clickhouse'
import { historyMs, type LiveAlert, type LiveMessage, type LivePart } from '@weir/console-protocol'
import type { Logger } from '@weir/telemetry'
import { readMinutes } from '../ledger/minutes.ts'
import type { createLagClock } from './lag-clock.ts'
import { type ChartDeps, readCharts, readGmv } from './read-charts.ts'
import type { ReadLive } from './viewing.ts'

const minuteMs = 60_000
/** How often the dearer parts are read. Points are ten seconds wide: only the open one changes in between. */
const everyMs = { metrics: 1_900, totals: 4_900, ledger: 4_900 }

export interface LiveDeps extends ChartDeps {
  clickhouse: ClickHouse
  lag: ReturnType<typeof createLagClock>
  /** Episodes of a tenant that are not over. */
  readAlerts(tenant: string): Promise<LiveAlert[]>
  log: Logger
}

/** Reads every part of the live page at once; one that fails is named and leaves the others alone. */
export function createReadLive(deps: LiveDeps): ReadLive {
  const { log, now } = deps
  const failing = new Set<LivePart>()
  const readAt = new Map<string, number>()

  return async (tenant, from) => {
    const faults: LivePart[] = []
    const part = async <T>(name: LivePart, read: () => Promise<T>): Promise<T | undefined> => {
      try {
        const value = await read()
        failing.delete(name)
        return value
      } catch (err) {
        faults.push(name)
        // Once, not every second: the page shows it as long as it lasts.
        if (!failing.has(name)) log.warn({ err, part: name }, 'a part of the live page cannot be read')
        failing.add(name)
        return undefined
      }
    }
    /** Read again after a while; meanwhile absent, which means unchanged. A failed one is tried again at once. */
    const slowPart = async <T>(name: keyof typeof everyMs, read: () => Promise<T>): Promise<T | undefined> => {
      const key = `${tenant} ${name}`
      if (!whole && now() - (readAt.get(key) ?? 0) < everyMs[name]) return undefined
      const value = await part(name, read)
      if (value !== undefined) readAt.set(key, now())
      return value
    }
    const at = now()
    const whole = at - from >= historyMs
    const minute = Math.floor(at / minuteMs) * minuteMs
    const [charts, gmv, alerts, lag, ledger] = await Promise.all([
      slowPart('metrics', () => readCharts(deps, tenant, from)),
      slowPart('totals', () => readGmv(deps, tenant)),
      part('alerts', () => deps.readAlerts(tenant)),
      part('lag', () => deps.lag.read()),
      slowPart('ledger', () =>
        readMinutes(deps.clickhouse, { tenant, from: minute - 59 * minuteMs, to: minute + minuteMs }),
      ),
    ])
    const message: LiveMessage = { at, faults }
    return {
      ...message,
      ...(charts && { charts }),
      ...(gmv && { gmv }),
      ...(alerts && { alerts }),
      ...(lag && { lag }),
      ...(ledger && { ledger }),
    }
  }
}
