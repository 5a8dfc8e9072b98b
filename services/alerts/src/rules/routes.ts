import { WeirError } from '@weir/errors'
import { type App, Problem } from '@weir/http'
import type { StateStore } from '@weir/state-store'
import { z } from 'zod'
import type { Access } from '../access.ts'
import type { ChannelStore } from '../channels/channel-store.ts'
import type { Health } from '../evaluate/health.ts'
import { listSeries } from '../evaluate/series-store.ts'
import { ruleName, ruleSchema } from './rule.ts'
import type { RuleStore, StoredRule } from './rule-store.ts'

const RuleAnswer = z
  .object({
    rule: z.looseObject({ name: z.string() }).describe('As it was written'),
    version: z.int().describe('Send it back with a change; 0 for a rule from a file'),
    origin: z.enum(['file', 'api']),
    changedAt: z.string().nullable(),
    changedBy: z.string().nullable(),
    error: z.string().nullable().describe('Why it cannot be evaluated now'),
  })
  .meta({ id: 'AlertRule' })

const SeriesAnswer = z.object({
  series: z.array(
    z.object({
      dimensions: z.record(z.string(), z.string()),
      state: z.enum(['normal', 'pending', 'firing', 'recovering', 'no-data', 'error']),
      since: z.string(),
      episode: z.string().nullable(),
    }),
  ),
})

const errors = { '4xx': Problem, '5xx': Problem }
const Named = z.object({ name: ruleName })

export interface RuleRoutes {
  access: Access
  rules: RuleStore
  channels: Pick<ChannelStore, 'find'>
  state: StateStore
  health: Health
}

/** Rules over the API; those from files are shown and cannot be changed here. */
export function ruleRoutes(app: App, { access, rules, channels, state, health }: RuleRoutes): void {
  const answerOf = ({ rule, version, origin, changedAt, changedBy }: StoredRule): z.output<typeof RuleAnswer> => ({
    rule: { ...rule },
    version,
    origin,
    changedAt: changedAt === undefined ? null : new Date(changedAt).toISOString(),
    changedBy: changedBy ?? null,
    error: health.faults().find(({ metric }) => metric === rule.metric)?.error ?? null,
  })
  const tags = ['alerts']

  /** A page to nobody is worse than a refused rule. */
  async function checkChannels(tenant: string, names: readonly string[] = []): Promise<void> {
    for (const [index, name] of names.entries())
      if (!(await channels.find(tenant, name)))
        throw new WeirError('REQUEST_MALFORMED', `there is no channel "${name}"`, {
          field: `channels[${index}]`,
          remedy: 'Make the channel first, or leave channels out to page every channel marked default.',
        })
  }

  app.get(
    '/v1/alerts/rules',
    {
      onRequest: access('read'),
      schema: { tags, summary: 'Every rule', response: { 200: z.object({ rules: z.array(RuleAnswer) }), ...errors } },
    },
    async ({ principal }) => ({ rules: (await rules.list(principal.tenant)).map(answerOf) }),
  )
  app.get(
    '/v1/alerts/rules/:name',
    {
      onRequest: access('read'),
      schema: { tags, summary: 'One rule', params: Named, response: { 200: RuleAnswer, ...errors } },
    },
    async ({ principal, params }) => answerOf(await rules.get(principal.tenant, params.name)),
  )
  app.get(
    '/v1/alerts/rules/:name/series',
    {
      onRequest: access('read'),
      schema: {
        tags,
        summary: 'Series of a rule that are not normal',
        params: Named,
        response: { 200: SeriesAnswer, ...errors },
      },
    },
    async ({ principal, params }) => {
      const { rule } = await rules.get(principal.tenant, params.name)
      const broken = health.faults().some(({ metric }) => metric === rule.metric)
      const documents = await listSeries(state, `${principal.tenant}/${params.name}/`)
      return {
        series: documents.map(({ value: { dimensions, state, since, episode } }) => ({
          dimensions: { ...dimensions },
          state: broken ? ('error' as const) : state,
          since: new Date(since).toISOString(),
          episode: episode ?? null,
        })),
      }
    },
  )
  app.post(
    '/v1/alerts/rules',
    {
      onRequest: access('manage'),
      schema: {
        tags,
        summary: 'Make a rule; it is evaluated from the next second on',
        body: ruleSchema,
        response: { 201: RuleAnswer, ...errors },
      },
    },
    async ({ principal, body }, reply) => {
      await checkChannels(principal.tenant, body.channels)
      return reply
        .code(201)
        .send(answerOf(await rules.create({ tenant: principal.tenant, by: principal.id, rule: body })))
    },
  )
  app.put(
    '/v1/alerts/rules/:name',
    {
      onRequest: access('manage'),
      schema: {
        tags, summary: 'Replace a rule', params: Named,
        body: z.strictObject({ version: z.int().min(1), rule: ruleSchema }), response: { 200: RuleAnswer, ...errors },
      }, // biome-ignore format: a schema
    },
    async ({ principal, params, body }) => {
      const rule = { ...body.rule, name: params.name }
      await checkChannels(principal.tenant, rule.channels)
      return answerOf(await rules.replace({ tenant: principal.tenant, by: principal.id, rule, version: body.version }))
    },
  )
  app.delete(
    '/v1/alerts/rules/:name',
    {
      onRequest: access('manage'),
      schema: {
        tags, summary: 'Remove a rule; what it had firing is closed', params: Named,
        querystring: z.strictObject({ version: z.coerce.number().int().min(1) }), response: { 204: z.null(), ...errors },
      }, // biome-ignore format: a schema
    },
    async ({ principal, params, query }, reply) => {
      await rules.remove(principal.tenant, params.name, query.version)
      return reply.code(204).send(null)
    },
  )
}
