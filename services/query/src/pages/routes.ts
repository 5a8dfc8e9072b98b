import type { App } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { assetRoutes } from './assets.ts'
import { sendPage } from './layout.ts'
import { livePage } from './live-page.ts'

/** The live page, the pages' files and the OpenAPI document under its short name. */
export function pageRoutes(app: App, access: Access, scripts?: string): void {
  assetRoutes(app, scripts)
  app.get(
    '/',
    { schema: { hide: true, querystring: z.object({ episode: z.string().optional() }) } },
    async (request, reply) => {
      const { episode } = request.query
      // Links in pages about alerts lead here.
      if (episode !== undefined) return reply.redirect(`/episodes/${encodeURIComponent(episode)}`, 303)
      const principal = await access.signedIn(request)
      return principal ? sendPage(request, reply, livePage(principal.tenant)) : toSignIn(reply, '/')
    },
  )
  app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs/json', 308))
}
