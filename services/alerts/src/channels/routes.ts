import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../access.ts'
import type { Deliver } from '../delivery/deliver.ts'
import type { PageWriter } from '../pages/write-page.ts'
import { ruleName } from '../rules/rule.ts'
import { channelSchema } from './channel.ts'
import type { ChannelStore } from './channel-store.ts'
import { ChannelView, viewOf } from './channel-view.ts'
import { testPage } from './test-page.ts'

const errors = { '4xx': Problem, '5xx': Problem }
const Named = z.object({ name: ruleName })
const TestAnswer = z.object({
  ok: z.boolean(),
  outcome: z.enum(['delivered', 'retry', 'failed']),
  detail: z.string(),
  id: z.string().describe('webhook-id of the test page'),
})

export interface ChannelRoutes {
  access: Access
  channels: ChannelStore
  deliver: Deliver
  pages: PageWriter
  now: () => number
}

/** Where pages go. Secrets go in and never come out. */
export function channelRoutes(app: App, { access, channels, deliver, pages, now }: ChannelRoutes): void {
  const tags = ['alerts']

  app.get(
    '/v1/alerts/channels',
    {
      onRequest: access('read'),
      schema: {
        tags,
        summary: 'Every channel, without secrets',
        response: { 200: z.object({ channels: z.array(ChannelView) }), ...errors },
      },
    },
    async ({ principal }) => ({ channels: (await channels.list(principal.tenant)).map(viewOf) }),
  )
  app.post(
    '/v1/alerts/channels',
    {
      onRequest: access('manage'),
      schema: { tags, summary: 'Make a channel', body: channelSchema, response: { 201: ChannelView, ...errors } },
    },
    async ({ principal, body }, reply) => reply.code(201).send(viewOf(await channels.create(principal.tenant, body))),
  )
  app.put(
    '/v1/alerts/channels/:name',
    {
      onRequest: access('manage'),
      schema: {
        tags, summary: 'Replace a channel, secrets and all; also switches it on again', params: Named,
        body: z.strictObject({ version: z.int().min(1), channel: channelSchema }), response: { 200: ChannelView, ...errors },
      }, // biome-ignore format: a schema
    },
    async ({ principal, params, body }) =>
      viewOf(await channels.replace(principal.tenant, { ...body.channel, name: params.name }, body.version)),
  )
  app.delete(
    '/v1/alerts/channels/:name',
    {
      onRequest: access('manage'),
      schema: {
        tags, summary: 'Remove a channel; pages waiting for it are given up', params: Named,
        querystring: z.strictObject({ version: z.coerce.number().int().min(1) }), response: { 204: z.null(), ...errors },
      }, // biome-ignore format: a schema
    },
    async ({ principal, params, query }, reply) => {
      await channels.remove(principal.tenant, params.name, query.version)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/v1/alerts/channels/:name/test',
    {
      onRequest: access('manage'),
      schema: { tags, summary: 'Send a test page now, once', params: Named, response: { 200: TestAnswer, ...errors } },
    },
    async ({ principal, params }) => {
      const page = testPage(pages, principal.tenant, params.name, now())
      const delivery = await deliver({ channel: params.name, page }, false)
      const detail = delivery.outcome === 'delivered' ? delivery.detail : delivery.error
      return { ok: delivery.outcome === 'delivered', outcome: delivery.outcome, detail, id: page.id }
    },
  )
}
