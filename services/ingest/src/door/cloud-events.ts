import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AcceptEvents, Outcome } from '../accept-events.ts'
import { readCloudEvents, type SentCloudEvent } from '../cloud-events/read-request.ts'
import { type MapToDraft, maxEventBytes } from '../pipeline/decide.ts'
import { isAllRejected } from './answer.ts'
import { addRawParser } from './body.ts'
import { answerPreflight } from './cors.ts'
import type { Gate } from './gate.ts'
import type { Sender, WriteKeys } from './write-key.ts'

export interface CloudEventDeps {
  acceptEvents: AcceptEvents
  writeKeys: WriteKeys
  gate: Gate
  map: MapToDraft<SentCloudEvent>
  answer(outcomes: readonly Outcome[], sender: Sender, success: boolean): string
  now?: () => number
}

const path = '/v1/events'

/** CloudEvents 1.0 over HTTP, in each of its modes, with the handshake of its webhook specification. */
export function addCloudEventRoutes(app: App, deps: CloudEventDeps): void {
  const { acceptEvents, writeKeys, gate, map, answer, now = Date.now } = deps
  app.register(async scope => {
    // Data in binary mode may be of any media type.
    addRawParser(scope)
    scope.options(path, async (request, reply) =>
      request.headers['webhook-request-origin'] === undefined
        ? answerPreflight(request, reply)
        : answerHandshake(request, reply),
    )
    scope.post(
      path,
      {
        async onRequest(request, reply) {
          const sender = await writeKeys.required(request.headers.authorization)
          request.clearance = await gate(request, reply, sender)
        },
      },
      async (request, reply) => {
        const receivedAt = now()
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const { sent, surrogates, flags, originalOf } = readCloudEvents(request.headers, body)
        const { sender, charge } = request.clearance!
        charge(sent.length)
        const small = body.length <= maxEventBytes / 2
        const arrival = { tenant: sender.tenant, source: sender.source, receivedAt, surrogates, small, flags }
        const outcomes = await acceptEvents({
          door: 'cloudevents',
          arrival,
          sent,
          map,
          originalOf: index => ({ text: originalOf(index), delivery: '' }),
        })
        const success = !isAllRejected(outcomes)
        return reply
          .code(success ? 200 : 400)
          .type('application/json; charset=utf-8')
          .send(answer(outcomes, sender, success))
      },
    )
  })
}

/**
 * A sender asks before its first delivery whether it is welcome. It is: what may come in is decided by the write key it
 * will send, and how fast by 429 and Retry-After.
 */
async function answerHandshake(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const origin = request.headers['webhook-request-origin']
  reply
    .code(200)
    .header('allow', 'POST, OPTIONS')
    .header('webhook-allowed-origin', String(origin))
    .header('webhook-allowed-rate', '*')
  await reply.send()
}
