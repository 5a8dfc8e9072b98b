import { type App, Problem } from '@weir/http'
import type { Outbox } from '@weir/state-store'
import { z } from 'zod'
import type { Access } from '../access.ts'
import type { Message } from '../delivery/deliver.ts'
import type { Episode } from './episode.ts'
import type { EpisodeStore } from './episode-store.ts'

const time = z.string().describe('ISO 8601, UTC')
const Reading = z.object({
  windowMs: z.int(),
  op: z.string(),
  threshold: z.number(),
  value: z.number().nullable(),
  sample: z.number(),
})

const EpisodeAnswer = z
  .object({
    id: z.string(),
    rule: z.string(),
    title: z.object({ en: z.string(), zh: z.string() }),
    severity: z.enum(['red', 'yellow', 'green']),
    labels: z.record(z.string(), z.string()),
    runbook: z.string().nullable(),
    metric: z.string(),
    unit: z.string(),
    dimensions: z.record(z.string(), z.string()),
    state: z.enum(['firing', 'recovering', 'resolved']),
    cause: z.enum(['breach', 'no-data']),
    crossedAt: time.describe('Since when the conditions held'),
    firedAt: time,
    resolvedAt: time.nullable(),
    endReason: z.enum(['no-data', 'rule-removed']).nullable(),
    value: z.number().nullable().describe('Of the first condition when it fired'),
    sample: z.number(),
    threshold: z.number().nullable(),
    minSample: z.int(),
    conditions: z.array(Reading),
    resolution: Reading.nullable().describe('The resolve window when it ended'),
    lagMs: z.number().nullable().describe('By how much data was behind when it fired'),
    contributors: z.array(
      z.object({
        dimension: z.string(),
        values: z.array(z.object({ value: z.string(), reading: z.number().nullable(), sample: z.number() })),
      }),
    ),
    timeline: z.array(z.object({ at: time, step: z.string(), detail: z.string().optional() })),
    acknowledged: z.boolean(),
  })
  .meta({ id: 'AlertEpisode' })

const Delivery = z.object({
  id: z.string().describe('webhook-id'),
  kind: z.string(),
  channel: z.string(),
  state: z.enum(['waiting', 'claimed', 'delivered', 'failed']),
  attempts: z.int(),
  maybeSent: z.boolean(),
  at: time,
  detail: z.string().nullable(),
})

const iso = (ms: number) => new Date(ms).toISOString()

function answerOf(episode: Episode): z.output<typeof EpisodeAnswer> {
  const { tenant: _, conditions, crossedAt, firedAt, resolvedAt, timeline, ...rest } = episode
  const worst = conditions[0]
  return {
    ...rest,
    crossedAt: iso(crossedAt),
    firedAt: iso(firedAt),
    resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
    value: worst?.value ?? null,
    sample: worst?.sample ?? 0,
    threshold: worst?.threshold ?? null,
    conditions,
    timeline: timeline.map(line => ({ ...line, at: iso(line.at) })),
    acknowledged: false,
  }
}

export interface EpisodeRoutes {
  access: Access
  episodes: EpisodeStore
  outbox: Outbox<Message>
}

/** What fired, newest first, and what became of its pages. */
export function episodeRoutes(app: App, { access, episodes, outbox }: EpisodeRoutes): void {
  const tags = ['alerts']
  const errors = { '4xx': Problem, '5xx': Problem }
  const query = z.strictObject({
    state: z.enum(['open', 'resolved', 'all']).default('all').describe('open: firing or recovering'),
    rule: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    after: z.string().max(40).optional().describe('Id of the last episode of the page before'),
  })

  app.get(
    '/v1/alerts/episodes',
    {
      onRequest: access('read'),
      schema: {
        tags,
        summary: 'Episodes, newest first',
        querystring: query,
        response: { 200: z.object({ episodes: z.array(EpisodeAnswer) }), ...errors },
      },
    },
    async ({ principal, query }) => ({ episodes: (await episodes.list(principal.tenant, query)).map(answerOf) }),
  )
  app.get(
    '/v1/alerts/episodes/:id',
    {
      onRequest: access('read'),
      schema: {
        tags, summary: 'One episode with its timeline and its pages', params: z.object({ id: z.string().max(40) }),
        response: { 200: EpisodeAnswer.extend({ deliveries: z.array(Delivery) }), ...errors },
      }, // biome-ignore format: a schema
    },
    async ({ principal, params }) => {
      const episode = await episodes.get(principal.tenant, params.id)
      const rows = await outbox.list({ prefix: `${episode.id}/`, limit: 500 })
      const deliveries = rows.map(({ payload: { channel, page }, state, attempts, maybeSent, atMs, detail }) => ({
        id: page.id,
        kind: page.kind,
        channel,
        state,
        attempts,
        maybeSent,
        at: iso(atMs),
        detail: typeof detail === 'string' ? detail : null,
      }))
      return { ...answerOf(episode), deliveries }
    },
  )
}
