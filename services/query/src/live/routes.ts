import { isWeirError, WeirError } from '@weir/errors'
import { type App, Problem } from '@weir/http'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../sign-in/access.ts'
import { LiveMessage } from './message.ts'
import type { Live, LiveEvent } from './viewing.ts'

const heartbeatMs = 15_000
const mostViewers = 500
/** A viewer that does not read is cut off rather than remembered; it comes back and gets what it missed. */
const mostUnreadBytes = 1_000_000

/** Numbers as they change, over server-sent events. */
export function liveRoutes(app: App, { access, live }: { access: Access; live: Live }): void {
  const open = new Set<() => void>()
  const allow = access.allow('read')
  app.addHook('preClose', async () => {
    live.stop()
    for (const close of open) close()
  })

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
    async (request, reply) => {
      if (live.viewers() >= mostViewers) {
        throw new WeirError('OVERLOADED', `${mostViewers} viewers are watching already`, {
          remedy: 'Close a live page, or ask again later.',
        })
      }
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
        // Nothing follows a stream: kept open after its end, its connection would hold up a stop.
        connection: 'close',
      })
      raw.write('retry: 2000\n\n')
      const unwatch = live.watch(request.principal.tenant, lastEventId(request), event => {
        raw.write(frame(event))
        if (raw.writableLength > mostUnreadBytes) close()
      })
      const heartbeat = setInterval(() => {
        raw.write(': still here\n\n')
        // A key that was revoked, or a session that ended, sees no more.
        allow.call(app, request, reply).catch(error => isRefusal(error) && close())
      }, heartbeatMs)
      const close = () => {
        open.delete(close)
        clearInterval(heartbeat)
        unwatch()
        raw.destroyed || raw.end()
      }
      open.add(close)
      raw.on('close', close)
    },
  )
}

const isRefusal = (error: unknown) => isWeirError(error, 'UNAUTHENTICATED') || isWeirError(error, 'FORBIDDEN')

const frame = ({ id, event, message }: LiveEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(message)}\n\n`

/** An id we never made is as good as none. */
function lastEventId(request: FastifyRequest): string | undefined {
  const given = request.headers['last-event-id']
  return typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : undefined
}
