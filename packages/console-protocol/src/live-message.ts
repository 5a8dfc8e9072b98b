import { z } from 'zod'

/** `[time, value, sample]`: Unix ms; null where there was nothing to divide; what the value rests on. */
const Point = z.tuple([z.number(), z.number().nullable(), z.number()])

const LiveSeries = z.object({
  name: z.string().describe('Channel or currency; empty where a chart has one series'),
  points: z.array(Point),
})

const Charts = z.object({
  traffic: z.array(LiveSeries).describe('Events a second'),
  success: z.array(LiveSeries).describe('payment_success_rate by channel'),
  online: z.array(LiveSeries).describe('online_users'),
  gmv: z.array(LiveSeries).describe('gmv of the last minute, by currency'),
})

const Stage = z.object({
  stage: z.enum(['identity', 'processor']),
  records: z.int().describe('Log records it has yet to do'),
  seconds: z.number().nullable().describe('Age of the oldest of them; null until it is known'),
})

const Alert = z.object({
  id: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  severity: z.string(),
  state: z.enum(['firing', 'recovering']),
  dimensions: z.record(z.string(), z.string()),
  since: z.number().describe('When the conditions began to hold, Unix ms'),
  value: z.number().nullable().describe('The value that made it fire'),
  unit: z.string(),
})

const Line = z.object({
  minute: z.number().describe('Unix ms'),
  state: z.enum(['final', 'pending']),
  accepted: z.int(),
  stored: z.int(),
  duplicate: z.int(),
  quarantined: z.int(),
  suppressed: z.int(),
  missing: z.int(),
})

/** What can fail by itself while the rest of the page goes on. */
export const liveParts = ['metrics', 'totals', 'alerts', 'lag', 'ledger'] as const
export type LivePart = (typeof liveParts)[number]

/**
 * What the live page is told. `history` carries fifteen minutes and replaces everything; `tick` carries the points that may
 * have changed, to be merged by time. Parts that could not be read are absent and named in `faults`.
 */
export const LiveMessage = z
  .object({
    at: z.number().describe('When it was read, Unix ms'),
    charts: Charts.optional(),
    gmv: z.array(z.object({ currency: z.string(), lastHour: z.number() })).optional(),
    alerts: z.array(Alert).optional().describe('Episodes that are firing or recovering'),
    lag: z.object({ seconds: z.number().nullable(), stages: z.array(Stage) }).optional(),
    ledger: z.array(Line).optional().describe('The last hour, by minute'),
    faults: z.array(z.enum(liveParts)),
  })
  .meta({ id: 'LiveMessage' })

export type LiveMessage = z.output<typeof LiveMessage>
export type LiveCharts = z.output<typeof Charts>
export type LiveSeries = z.output<typeof LiveSeries>
export type LiveAlert = z.output<typeof Alert>
export type LedgerLine = z.output<typeof Line>
export type LagStage = z.output<typeof Stage>
