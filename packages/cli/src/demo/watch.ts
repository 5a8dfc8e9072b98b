import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { WeirApi } from '../command/weir-api.ts'
import type { RunStore } from './account/run-store.ts'
import { SeriesStates } from './channel-choice.ts'
import { ruleName } from './on-call/watched-rule.ts'

/** What Weir says of a payment channel now. */
export interface Sight {
  /** Share of payments that succeeded in the last 30 s; undefined while there are none. */
  rate: number | undefined
  sample: number
  /** Of the rule's series: pending, firing, recovering; undefined: normal. */
  state: string | undefined
}

const Series = z.object({
  series: z.array(
    z.object({
      dimensions: z.record(z.string(), z.string()),
      points: z.array(z.object({ value: z.number().nullable(), sample: z.number() })),
    }),
  ),
})

const everyMs = 1_000
const stepMs = 10_000

/** Looks at Weir every second, through the API that everybody has. While a service is away, the last sight stays. */
export function watchWeir({ api, store, sinceMs }: { api: WeirApi; store: RunStore; sinceMs: number }) {
  const sights = new Map<string, Sight>()
  let stored: number | undefined
  const stopping = new AbortController()

  async function look(): Promise<void> {
    const now = Date.now()
    const metric = `/v1/metrics/payment_success_rate?group_by=channel&window=30s&step=10s&from=${now - stepMs}&to=${now}`
    const [rates, states, count] = await Promise.all([
      api.glance(metric, Series),
      api.glance(`/v1/alerts/rules/${ruleName}/series`, SeriesStates),
      store.stored(sinceMs).catch(() => undefined),
    ])
    if (count !== undefined) stored = count
    if (!rates || !states) return
    sights.clear()
    for (const { dimensions, points } of rates.series) {
      const { value = null, sample = 0 } = points.at(-1) ?? {}
      const state = states.series.find(series => series.dimensions.channel === dimensions.channel)?.state
      sights.set(dimensions.channel ?? '', { rate: value ?? undefined, sample, state })
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAt = Date.now()
      await look()
      const rest = Math.max(100, everyMs - (Date.now() - startedAt))
      await wait(rest, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = run()

  return {
    sight: (channel: string): Sight => sights.get(channel) ?? { rate: undefined, sample: 0, state: undefined },
    /** Looks now. */
    look,
    /** Events of the run in ClickHouse; undefined while nobody knows. */
    stored: () => stored,
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}

export type Watch = ReturnType<typeof watchWeir>
