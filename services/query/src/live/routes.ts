import { LiveMessage } from '@weir/console-protocol'
import { type App, Problem } from '@weir/http'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../sign-in/access.ts'
import { createEventStreams } from '../streams/event-stream.ts'
import type { Live } from './viewing.ts'

/** Numbers as they change, over server-sent events. */
export function liveRoutes(app: App, { access, live }: { access: Access; live: Live }): void {
  const allow = access.allow('read')
  const streams = createEventStreams(app, { allow, mostViewers: 500 })
  app.addHook('preClose', async () => live.stop())

  app.get(
    '/v1/live',
    {
      // HEAD would open a stream that never ends.
      exposeHeadRoute: false,
      onRequest: allow,
      schema: {
        tags: ['metrics'],
        summary: 'Numbers as they change (server-sent events)',
        description:
          'Events `history` (everything of the last 15 minutes) and `tick` (what may have changed), both with a LiveMessage as data. ' +
          'Send Last-Event-ID to go on where a connection broke.',
        response: {
          200: { description: 'A stream of events', content: { 'text/event-stream': { schema: LiveMessage } } },
          '4xx': Problem,
          '5xx': Problem,
        },
      },
    },
    async (request, reply) =>
      streams.answer(request, reply, send => live.watch(request.principal.tenant, lastEventId(request), send)),
  )
}

/** An id we never made is as good as none. */
function lastEventId(request: FastifyRequest): string | undefined {
  const given = request.headers['last-event-id']
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined
}
