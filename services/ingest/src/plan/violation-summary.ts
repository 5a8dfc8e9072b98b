import type { PlanViolation, PlanViolations } from '@weir/credentials'
import { isWeirError } from '@weir/errors'
import type { Logger } from '@weir/telemetry'

const mostRows = 1_000

export interface ViolationSummary {
  add(violation: Omit<PlanViolation, 'count' | 'firstAt' | 'lastAt'>): void
  /** Writes down what was counted. What cannot be written stays, and is written the next time. */
  flush(): Promise<void>
  start(): void
  stop(): Promise<void>
}

export interface ViolationSummaryOptions {
  violations: Pick<PlanViolations, 'add'>
  logger: Logger
  everyMs?: number
  /** Unix ms. */
  now?: () => number
}

/**
 * Violations of plans, counted in memory and written to the state store every few seconds, so that all processes' figures
 * meet in one place. A crash loses the counts since; the events themselves have their verdicts.
 */
export function createViolationSummary(options: ViolationSummaryOptions): ViolationSummary {
  const { violations, logger, everyMs = 10_000, now = Date.now } = options
  let rows = new Map<string, PlanViolation>()
  let timer: NodeJS.Timeout | undefined

  function put(row: PlanViolation): void {
    const { tenant, source, plan, kind, type, property, action } = row
    const key = JSON.stringify([tenant, source, plan, kind, type, property, action])
    const before = rows.get(key)
    if (before) {
      before.count += row.count
      before.lastAt = Math.max(before.lastAt, row.lastAt)
    } else if (rows.size < mostRows) rows.set(key, row)
  }

  async function flush(): Promise<void> {
    if (rows.size === 0) return
    const written = [...rows.values()]
    rows = new Map()
    try {
      await violations.add(written)
    } catch (error) {
      for (const row of written) put(row)
      if (!isWeirError(error) || !error.retryable) throw error
      logger.warn({ err: error }, 'violations of tracking plans could not be written')
    }
  }

  return {
    add(violation) {
      const at = now()
      put({ ...violation, count: 1, firstAt: at, lastAt: at })
    },
    flush,
    start() {
      const again = () => {
        timer = setTimeout(() => {
          flush()
            .catch((error: unknown) => logger.error({ err: error }, 'violations of tracking plans were not written'))
            .finally(again)
        }, everyMs)
      }
      again()
    },
    async stop() {
      clearTimeout(timer)
      await flush()
    },
  }
}
