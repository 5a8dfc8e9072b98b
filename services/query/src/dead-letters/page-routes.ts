import type { ClickHouse } from '@weir/clickhouse'
import type { App } from '@weir/http'
import { z } from 'zod'
import { sendPage } from '../pages/layout.ts'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { groupLetters } from './group-rows.ts'
import { listLetters } from './letter-rows.ts'
import { groupsPage, samplesPage } from './page.ts'

const text = z.string().max(512).default('')
const onPage = 50

export interface DeadLetterPageDeps {
  access: Access
  clickhouse: ClickHouse
  now: () => number
}

/** Refused events for people: reasons first, then the letters of one, each with its receipt. */
export function deadLetterPageRoutes(app: App, { access, clickhouse, now }: DeadLetterPageDeps): void {
  app.get(
    '/dead-letters',
    {
      schema: {
        hide: true,
        querystring: z.object({
          code: z.string().max(512).optional(),
          field: text,
          type: text,
          source: text,
          cursor: z.string().max(256).optional(),
        }),
      },
    },
    async (request, reply) => {
      const principal = await access.signedIn(request)
      if (!principal) return toSignIn(reply, request.url)
      const { tenant } = principal
      const { code, cursor, ...rest } = request.query
      if (code === undefined)
        return sendPage(request, reply, groupsPage(tenant, await groupLetters(clickhouse, tenant, {}, now())))
      const reason = { code, ...rest }
      const letters = await listLetters(clickhouse, tenant, reason, { limit: onPage, cursor, now: now() })
      return sendPage(request, reply, samplesPage(tenant, reason, letters))
    },
  )
}
