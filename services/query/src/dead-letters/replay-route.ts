import { WeirError } from '@weir/errors'
import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Audit } from '../receipts/audit.ts'
import { parseCoordinates } from '../receipts/coordinates.ts'
import { receiptPath } from '../receipts/receipt-path.ts'
import type { Access } from '../sign-in/access.ts'
import { Filter } from './filter.ts'
import { LetterPatch, readsValues } from './letter-patch.ts'
import { type createReplay, mostReplayed, type Replayed } from './replay.ts'

const statuses = ['accepted', 'rejected', 'duplicate', 'unreplayable', 'missing', 'unknown'] as const

const Body = z
  .strictObject({
    letters: z.array(z.string().max(256)).min(1).max(mostReplayed).optional().describe('These: `letter` of the list'),
    filter: Filter.optional().describe('Or those of a filter, the open ones unless it says otherwise'),
    limit: z.int().min(1).max(mostReplayed).default(mostReplayed).describe('Of a filter: most letters of this call'),
    cursor: z.string().max(256).optional().describe('Of a filter: `next` of the call before'),
    patch: LetterPatch.default([]),
    dryRun: z.boolean().default(false).describe('Only answers the verdict each would get now'),
  })
  .refine(({ letters, filter }) => (letters === undefined) !== (filter === undefined), {
    error: 'needs either letters or a filter',
  })

const ReplayAnswer = z
  .object({
    dryRun: z.boolean(),
    totals: z.record(z.enum(statuses), z.int()),
    letters: z.array(
      z.object({
        letter: z.string(),
        id: z.string(),
        source: z.string(),
        status: z
          .enum(statuses)
          .describe(
            'accepted: on the log, or would be. rejected: refused again, the letter stays. duplicate: stored already. unreplayable: no event can be made of it. missing: no such letter. unknown: ingest did not answer',
          ),
        type: z.string().optional(),
        code: z.string().optional(),
        field: z.string().optional(),
        message: z.string().optional(),
        receipt: z.string().optional().describe('Path of the receipt of the event'),
      }),
    ),
    next: z.string().optional().describe('Of a filter: send it as `cursor` to go on; absent when that were all'),
  })
  .meta({ id: 'Replay' })

export interface ReplayRouteDeps {
  access: Access
  replay: ReturnType<typeof createReplay>
  audit: Audit
}

/** Refused events once more through the door they came in by, perhaps mended. */
export function replayRoute(app: App, { access, replay, audit }: ReplayRouteDeps): void {
  app.post(
    '/v1/dead-letters/replay',
    {
      onRequest: access.allow('manage'),
      schema: {
        tags: ['dead letters'],
        summary: 'Replay refused events, perhaps mended by a JSON Patch',
        description:
          'Each event keeps the id it was refused under, so a replay done twice stores once. Mappings, tracking plans and identity policy are those of now.',
        body: Body,
        response: { 200: ReplayAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async ({ body, principal }) => {
      const { patch, dryRun } = body
      if (readsValues(patch) && !principal.scopes.includes('read-personal'))
        throw new WeirError('FORBIDDEN', 'the operations test, copy and move tell what an original holds', {
          field: 'patch',
          remedy: 'Use a key with the scope read-personal too, or only add, replace and remove.',
        })
      const { letters, next } = await replay({
        ...body,
        tenant: principal.tenant,
        letters: body.letters?.map((text, index) => parseCoordinates(text, `letters[${index}]`)),
        onOpen: letter => audit({ principal, letter, purpose: dryRun ? 'dry run' : 'replay', clear: false }),
      })
      return { dryRun, totals: totalsOf(letters), letters: letters.map(shown), ...(next !== undefined && { next }) }
    },
  )
}

function totalsOf(letters: readonly Replayed[]): Record<(typeof statuses)[number], number> {
  const totals = { accepted: 0, rejected: 0, duplicate: 0, unreplayable: 0, missing: 0, unknown: 0 }
  for (const { status } of letters) totals[status]++
  return totals
}

function shown({ at, ...replayed }: Replayed) {
  const followed = at !== undefined || replayed.status === 'duplicate'
  return { ...replayed, ...(followed && { receipt: receiptPath(replayed, { at }) }) }
}
