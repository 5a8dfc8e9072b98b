import { isWeirError, WeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'

const heartbeatMs = 15_000
/** A viewer that does not read is cut off rather than remembered; it comes back and gets what it missed. */
const mostUnreadBytes = 1_000_000

export interface StreamEvent {
  /** Comes back as Last-Event-ID when the connection breaks. */
  id?: string
  event: string
  message: unknown
}

export interface EventStreamOptions {
  /** Asked again now and then: a key that was revoked, or a session that ended, sees no more. */
  allow: onRequestAsyncHookHandler
  mostViewers: number
}

/** Answers that never end (server-sent events) of one route; they end when the service stops. */
export function createEventStreams(app: App, { allow, mostViewers }: EventStreamOptions) {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const close of open) close()
  })
  return {
    /**
     * Answers with a stream. `begin` gets what sends an event, and returns what ends the sending.
     * @throws WeirError OVERLOADED when too many are watching
     */
    answer(request: FastifyRequest, reply: FastifyReply, begin: (send: (event: StreamEvent) => void) => () => void) {
      if (open.size >= mostViewers) {
        throw new WeirError('OVERLOADED', `${mostViewers} viewers are watching already`, {
          remedy: 'Close a page of the console, or ask again later.',
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
      let end = () => {}
      const heartbeat = setInterval(() => {
        raw.write(': still here\n\n')
        allow.call(app, request, reply).catch(error => isRefusal(error) && close())
      }, heartbeatMs)
      const close = () => {
        open.delete(close)
        clearInterval(heartbeat)
        end()
        raw.destroyed || raw.end()
      }
      open.add(close)
      raw.on('close', close)
      end = begin(event => {
        raw.write(frame(event))
        if (raw.writableLength > mostUnreadBytes) close()
      })
      if (!open.has(close)) end()
    },
  }
}

const isRefusal = (error: unknown) => isWeirError(error, 'UNAUTHENTICATED') || isWeirError(error, 'FORBIDDEN')

const frame = ({ id, event, message }: StreamEvent): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(message)}\n\n`
