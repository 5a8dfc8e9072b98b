import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { ProfileAnswer } from './answers.ts'
import type { ReadProfile } from './read-profile.ts'

/** A person by any of their keys. */
export function profileRoutes(app: App, { access, readProfile }: { access: Access; readProfile: ReadProfile }): void {
  app.get(
    '/v1/profiles/:type/:value',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['profiles'],
        summary: 'The person behind a key: OneID, keys, traits, latest events',
        description: 'Personal values are masked unless the API key has the scope read-personal.',
        params: z.object({
          type: z.string().min(1).describe('Key type: phone, email, user_id, openid, …'),
          value: z.string().min(1).describe('The value in any way of writing it'),
        }),
        querystring: z.strictObject({
          scope: z
            .string()
            .optional()
            .describe('WeChat app of an openid, programme of a member card, shop of an account'),
        }),
        response: { 200: ProfileAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async ({ params, query, principal }) =>
      readProfile({
        tenant: principal.tenant,
        ...params,
        scope: query.scope,
        personal: principal.scopes.includes('read-personal'),
      }),
  )
}
