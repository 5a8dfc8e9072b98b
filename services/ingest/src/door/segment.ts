import type { App } from '@weir/http'
import type { AcceptEvents, Outcome } from '../accept-events.ts'
import { parseDocument } from '../json/document.ts'
import { itemTexts } from '../json/originals.ts'
import { maxEventBytes } from '../pipeline/decide.ts'
import { callKinds, callsOf } from '../segment/calls.ts'
import { mapCall } from '../segment/map-call.ts'
import type { Sender, WriteKeys } from './write-key.ts'

export interface SegmentDeps {
  acceptEvents: AcceptEvents
  writeKeys: WriteKeys
  answer(outcomes: readonly Outcome[], sender: Sender): string
  now?: () => number
}

/**
 * Segment's HTTP API. It answers 200 although some events were rejected: its SDKs take any other status for the whole
 * batch and send or drop all of it again; each event's own verdict is in the answer.
 */
export function addSegmentRoutes(app: App, { acceptEvents, writeKeys, answer, now = Date.now }: SegmentDeps): void {
  app.decorateRequest('sender')
  for (const path of [...callKinds, 'batch'] as const) {
    app.post(`/v1/${path}`, { onRequest: knowSender }, async (request, reply) => {
      const receivedAt = now()
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const document = parseDocument(body)
      const sender = request.sender ?? (await writeKeys.fromBody(document.value))
      const sent = callsOf(path, document.value)
      let originals: string[] | undefined
      const outcomes = await acceptEvents({
        arrival: {
          ...sender,
          receivedAt,
          surrogates: document.surrogates,
          small: body.length <= maxEventBytes,
          flags: document.flags,
        },
        sent,
        map: mapCall,
        originalOf(index) {
          if (path !== 'batch') return document.text
          originals ??= itemTexts(document.text)
          return originals[index] ?? ''
        },
      })
      return reply.type('application/json; charset=utf-8').send(answer(outcomes, sender))
    })
  }

  /** Before the body is read: a stranger with a key in the header costs no more than that. */
  async function knowSender(request: {
    headers: { authorization?: string | undefined }
    sender?: Sender | undefined
  }): Promise<void> {
    request.sender = await writeKeys.fromHeader(request.headers.authorization)
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose events these are, where the Authorization header said it. */
    sender?: Sender | undefined
  }
}
