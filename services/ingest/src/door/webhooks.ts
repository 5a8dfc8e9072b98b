import { type ProviderName, providerNames, type SourceStore, type WebhookSource } from '@weir/credentials'
import { isWeirError, WeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AcceptEvents, Outcome } from '../accept-events.ts'
import { deliveryText } from '../gather/original.ts'
import type { Draft } from '../pipeline/draft.ts'
import { mapMessage } from '../webhooks/mapping/map-message.ts'
import type { Mappings } from '../webhooks/mapping/mapping-file.ts'
import type { Answer } from '../webhooks/provider.ts'
import { providers } from '../webhooks/providers/index.ts'
import { createReplays } from '../webhooks/replays.ts'
import { addRawParser } from './body.ts'
import type { Gate } from './gate.ts'
import type { Sender } from './write-key.ts'

export type WebhookResult = 'accepted' | 'handshake' | 'refused' | 'failed'

export interface WebhookDeps {
  acceptEvents: AcceptEvents
  gate: Gate
  sources: Pick<SourceStore, 'webhook'>
  mappings: Mappings
  answer(outcomes: readonly Outcome[], sender: Sender): string
  onResult(provider: ProviderName, result: WebhookResult): void
  onFailure(error: unknown): void
  now?: () => number
}

const path = '/v1/sources/:provider/:name'
const sourceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

interface Params {
  provider: string
  name: string
}

/**
 * Signed webhooks. A provider hears that all is well once its events are durable, also of those that were refused and lie
 * among the dead letters: sending them again would change nothing, and providers give up endpoints that fail.
 */
export function addWebhookRoutes(app: App, deps: WebhookDeps): void {
  const { acceptEvents, gate, sources, mappings, answer, onResult, onFailure, now = Date.now } = deps
  const firstId = createReplays()
  app.decorateRequest('webhook')

  app.register(async scope => {
    // Alipay's Content-Type is no valid one, and no signature covers it.
    scope.addHook('onRequest', async request => {
      request.raw.headers['content-type'] = 'application/octet-stream'
    })
    addRawParser(scope)
    scope.addHook('onRequest', knowSource)
    scope.get<{ Params: Params }>(path, async (request, reply) => handle(request, reply, 'GET'))
    scope.post<{ Params: Params }>(path, async (request, reply) => handle(request, reply, 'POST'))
  })

  async function knowSource(request: FastifyRequest): Promise<void> {
    const { provider, name } = request.params as Params
    const known = providerNames.find(one => one === provider.replaceAll('-', '_'))
    const isServed = known && sourceName.test(name) && (request.method === 'POST' || providers[known].handshake)
    const source = isServed ? await sources.webhook(known, name).catch(failed) : undefined
    if (!source)
      throw new WeirError('NOT_FOUND', 'there is no such endpoint', {
        remedy: 'Add the source, and register the address it is given with the provider.',
      })
    request.webhook = source
  }

  async function handle(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST') {
    const source = request.webhook!
    try {
      return await receive(request, reply, method, source)
    } catch (error) {
      const isTheirs = isWeirError(error) && !error.retryable
      onResult(source.settings.provider, isTheirs ? 'refused' : 'failed')
      throw error
    }
  }

  async function receive(request: FastifyRequest, reply: FastifyReply, method: 'GET' | 'POST', source: WebhookSource) {
    const { tenant, name, settings } = source
    const { provider } = settings
    const receivedAt = now()
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const query = new URLSearchParams(request.url.slice(request.url.indexOf('?') + 1))
    const delivery = { method, headers: request.headers, query, body, receivedAt }
    const { messages, answer: own, signed, ...read } = providers[provider].receive(delivery, settings)
    if (own) {
      onResult(provider, 'handshake')
      return send(reply, own)
    }
    const { sender, charge } = await gate(request, reply, { tenant, source: name, keyId: `${provider}/${name}` })
    charge(messages.length)
    const mapping = mappings.get(provider)!
    const sent = messages.map(message => {
      const id =
        signed !== undefined && message.id !== undefined
          ? firstId(`${provider}/${name}`, signed, message.id)
          : message.id
      const draft = mapMessage({ ...message, id }, mapping)
      return { body: draft.fields, id, draft }
    })
    const arrival = {
      tenant,
      source: name,
      receivedAt,
      surrogates: read.surrogates ?? false,
      small: false,
      flags: read.flags ?? [],
    }
    const originalOf = (index: number) => {
      const { original, beside = {} } = messages[index]!
      return { text: original, delivery: deliveryText(beside) }
    }
    const outcomes = await acceptEvents({ door: `webhook/${provider}`, arrival, sent, map: draftOf, originalOf })
    onResult(provider, 'accepted')
    const told = answer(outcomes, sender)
    return send(reply, providers[provider].accepted ?? { status: 200, type: jsonType, body: told })
  }

  function failed(error: unknown): never {
    if (isWeirError(error) && error.retryable) onFailure(error)
    throw error
  }
}

const jsonType = 'application/json; charset=utf-8'
const draftOf = ({ draft }: { draft: Draft }): Draft => draft
const send = (reply: FastifyReply, { status, type, body }: Answer) => reply.code(status).type(type).send(body)

declare module 'fastify' {
  interface FastifyRequest {
    /** The endpoint that was addressed. */
    webhook?: WebhookSource | undefined
  }
}
