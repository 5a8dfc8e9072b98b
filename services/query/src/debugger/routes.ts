import { DebuggerMessage, debuggerOutcomes } from '@weir/console-protocol'
import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { createEventStreams } from '../streams/event-stream.ts'
import type { Debugging } from './debugging.ts'

/** Events as ingest decides them, over server-sent events. */
export function debuggerRoutes(app: App, { access, debugging }: { access: Access; debugging: Debugging }): void {
  const allow = access.allow('read')
  const streams = createEventStreams(app, { allow, mostViewers: 50 })
  app.addHook('preClose', () => debugging.stop())

  app.get(
    '/v1/debugger',
    {
      // HEAD would open a stream that never ends.
      exposeHeadRoute: false,
      onRequest: allow,
      schema: {
        tags: ['events'],
        summary: 'Events as they are accepted or rejected (server-sent events)',
        description:
          'Events `recent` (the last events; again after each reconnection) and `news` (what was decided since), both with a ' +
          'DebuggerMessage as data. Of very many events in a second some are only counted. Personal values are masked.',
        querystring: z.strictObject({
          source: z.string().min(1).max(128).optional().describe('Of this source only'),
          outcome: z.enum(debuggerOutcomes).optional().describe('Of this outcome only'),
        }),
        response: {
          200: { description: 'A stream of events', content: { 'text/event-stream': { schema: DebuggerMessage } } },
          '4xx': Problem,
          '5xx': Problem,
        },
      },
    },
    async (request, reply) =>
      streams.answer(request, reply, send => debugging.watch(request.principal.tenant, request.query, send)),
  )
}
