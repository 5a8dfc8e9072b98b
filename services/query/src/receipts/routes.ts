import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import { prefersHtml } from '../pages/accept.ts'
import { sendPage } from '../pages/layout.ts'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { ReceiptAnswer, receiptOf } from './answer.ts'
import type { Audit } from './audit.ts'
import { parseCoordinates } from './coordinates.ts'
import { findReceipt, type ReceiptDeps } from './find-receipt.ts'
import { receiptForm, receiptPage } from './page.ts'

/** What became of one event: for programs as JSON, for people as a page. */
export function receiptRoutes(
  app: App,
  { access, audit, ...deps }: ReceiptDeps & { access: Access; audit: Audit },
): void {
  app.get(
    '/v1/events/:id/receipt',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['events'],
        summary: 'What became of an event',
        description:
          'A page for browsers, JSON for everybody else. 404 only for what was never accepted or rejected; 503 when that cannot be told.',
        params: z.object({ id: z.string().min(1).describe('The sender’s id of the event (messageId)') }),
        querystring: z.strictObject({
          source: z
            .string()
            .optional()
            .describe('Source the event came from; every source of the tenant when left out'),
          at: z
            .string()
            .optional()
            .describe('Its place on the log, generation.partition.offset.index, as in the answer of ingest'),
          rejected: z
            .string()
            .optional()
            .describe('The same of a rejected event: its place on events.rejected, instead of `at`'),
        }),
        response: { 200: ReceiptAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async (request, reply) => {
      const { params, query, principal } = request
      const found = await findReceipt(deps, {
        tenant: principal.tenant,
        id: params.id,
        source: query.source,
        ...placeOf(query),
      })
      const clear = principal.scopes.includes('read-personal')
      const { original, coordinates, event } = found.outcome
      if (clear && original)
        audit({ principal, letter: { coordinates, source: event.source }, purpose: 'receipt', clear })
      const receipt = receiptOf(found, clear)
      if (!prefersHtml(request)) return reply.header('vary', 'accept').send(receipt)
      return sendPage(request, reply, receiptPage(receipt, principal.tenant))
    },
  )

  app.get(
    '/receipts',
    { schema: { hide: true, querystring: z.object({ id: z.string().optional(), source: z.string().optional() }) } },
    async (request, reply) => {
      const principal = await access.signedIn(request)
      if (!principal) return toSignIn(reply, request.url)
      const { id, source } = request.query
      if (!id) return sendPage(request, reply, receiptForm(principal.tenant))
      const from = source ? `?source=${encodeURIComponent(source)}` : ''
      return reply.redirect(`/v1/events/${encodeURIComponent(id.trim())}/receipt${from}`, 303)
    },
  )
}

/** `rejected` says more than `at`: an event that was refused has no place among the accepted ones. */
function placeOf({ at, rejected }: { at?: string | undefined; rejected?: string | undefined }) {
  if (rejected !== undefined) return { at: parseCoordinates(rejected, 'rejected'), rejected: true }
  return { at: at === undefined ? undefined : parseCoordinates(at, 'at'), rejected: false }
}
