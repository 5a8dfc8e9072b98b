import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AcceptEvents, Outcome } from '../accept-events.ts'
import { deliveryText } from '../gather/original.ts'
import { parseDocument } from '../json/document.ts'
import { unmarked } from '../json/exact-numbers.ts'
import { itemTexts } from '../json/originals.ts'
import { maxEventBytes } from '../pipeline/decide.ts'
import { type CallKind, callKinds, callsOf } from '../segment/calls.ts'
import { mapCall } from '../segment/map-call.ts'
import { answerPreflight } from './cors.ts'
import type { Clearance, Gate } from './gate.ts'
import type { Sender, WriteKeys } from './write-key.ts'

export interface SegmentDeps {
  acceptEvents: AcceptEvents
  writeKeys: WriteKeys
  gate: Gate
  answer(outcomes: readonly Outcome[], sender: Sender): string
  now?: () => number
}

/**
 * Segment's HTTP API. It answers 200 although some events were rejected: its SDKs take any other status for the whole
 * batch and send or drop all of it again; each event's own verdict is in the answer.
 */
export function addSegmentRoutes(
  app: App,
  { acceptEvents, writeKeys, gate, answer, now = Date.now }: SegmentDeps,
): void {
  app.decorateRequest('clearance')
  for (const path of [...callKinds, 'batch'] as const) {
    addRoute(path, path)
    // Segment's browser script calls each by its first letter.
    addRoute(path.charAt(0), path)
  }

  function addRoute(name: string, path: CallKind | 'batch'): void {
    app.options(`/v1/${name}`, answerPreflight)
    app.post(`/v1/${name}`, { onRequest: knowSender }, async (request, reply) => {
      const receivedAt = now()
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const document = parseDocument(body)
      const { sender, charge } =
        request.clearance ?? (await gate(request, reply, await writeKeys.fromBody(document.value)))
      const sent = callsOf(path, document.value)
      charge(sent.length)
      let originals: string[] | undefined
      let delivery: string | undefined
      const outcomes = await acceptEvents({
        door: `segment/${path}`,
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
          if (path !== 'batch') return { text: document.text, delivery: '' }
          originals ??= itemTexts(document.text)
          // The same of every call of the batch.
          delivery ??= unmarked(deliveryText({ ...sent[index]?.shared }))
          return { text: originals[index] ?? '', delivery }
        },
      })
      return reply.type('application/json; charset=utf-8').send(answer(outcomes, sender))
    })
  }

  /** Before the body is read: a stranger with a key in the header costs no more than that. */
  async function knowSender(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const sender = await writeKeys.fromHeader(request.headers.authorization)
    request.clearance = sender && (await gate(request, reply, sender))
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose events these are, where the Authorization header said it. */
    clearance?: Clearance | undefined
  }
}
