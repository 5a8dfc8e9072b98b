import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import { type App, Problem } from '@weir/http'
import { openText, type Secrets } from '@weir/privacy'
import { z } from 'zod'
import type { Audit } from '../receipts/audit.ts'
import { parseCoordinates } from '../receipts/coordinates.ts'
import { jsonOrText } from '../receipts/original.ts'
import type { Access } from '../sign-in/access.ts'
import { GroupsAnswer, groupAnswer, LettersAnswer, letterAnswer, OpenedLetterAnswer } from './answers.ts'
import { filterFields } from './filter.ts'
import { groupLetters } from './group-rows.ts'
import { lettersAt, listLetters } from './letter-rows.ts'
import { shapeOf } from './mask.ts'

export interface DeadLetterDeps {
  access: Access
  clickhouse: ClickHouse
  secrets: Secrets
  audit: Audit
  now: () => number
}

/** Events that were refused: by reason, one by one, and each with its original. */
export function deadLetterRoutes(app: App, { access, clickhouse, secrets, audit, now }: DeadLetterDeps): void {
  const failures = { '4xx': Problem, '5xx': Problem }

  app.get(
    '/v1/dead-letters',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['dead letters'],
        summary: 'Events that were refused, the newest first',
        querystring: z.strictObject({
          ...filterFields,
          limit: z.coerce.number().int().min(1).max(200).default(50),
          cursor: z.string().max(256).optional().describe('`next` of the page before'),
        }),
        response: { 200: LettersAnswer, ...failures },
      },
    },
    async ({ query: { limit, cursor, ...filter }, principal }) => {
      const page = await listLetters(clickhouse, principal.tenant, filter, { limit, cursor, now: now() })
      return { ...page, letters: page.letters.map(letterAnswer) }
    },
  )

  app.get(
    '/v1/dead-letters/groups',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['dead letters'],
        summary: 'Refused events by reason, field, type and source',
        querystring: z.strictObject(filterFields),
        response: { 200: GroupsAnswer, ...failures },
      },
    },
    async ({ query, principal }) => {
      const groups = await groupLetters(clickhouse, principal.tenant, query, now())
      return { groups: groups.map(groupAnswer) }
    },
  )

  app.get(
    '/v1/dead-letters/:letter',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['dead letters'],
        summary: 'A refused event with its original',
        description: 'Values are shown with the scope read-personal only, and every look is noted in the log.',
        params: z.object({ letter: z.string().max(256).describe('`letter` of the list') }),
        response: { 200: OpenedLetterAnswer, ...failures },
      },
    },
    async ({ params, principal }) => {
      const place = parseCoordinates(params.letter, 'letter')
      const [letter] = await lettersAt(clickhouse, principal.tenant, [place])
      if (!letter)
        throw new WeirError('NOT_FOUND', 'there is no dead letter at this place', {
          field: 'letter',
          remedy: 'GET /v1/dead-letters lists them; one just refused is written within seconds.',
        })
      const clear = principal.scopes.includes('read-personal')
      audit({ principal, letter, purpose: 'read', clear })
      const shown = (sealed: string) => {
        const value = jsonOrText(openText(secrets, sealed))
        return clear ? value : shapeOf(value)
      }
      return {
        ...letterAnswer(letter),
        original: letter.original === '' ? null : shown(letter.original),
        ...(letter.delivery !== '' && { delivery: shown(letter.delivery) }),
        clear,
      }
    },
  )
}
