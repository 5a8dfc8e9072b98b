import { consolePages, navigation } from '@weir/console-protocol'
import type { App } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { builtConsole, consoleFileRoutes } from './console-files.ts'
import { consoleDocument } from './console-page.ts'
import { html } from './html.ts'
import { both, languageOf } from './language.ts'
import { type Page, sendDocument, sendPage } from './layout.ts'

/** The console's pages and files, and the OpenAPI document under its short name. `directory`: a built console, for tests. */
export function pageRoutes(app: App, access: Access, directory = builtConsole): void {
  consoleFileRoutes(app, directory)
  for (const { href } of navigation.filter(({ name }) => consolePages.some(page => page === name))) {
    app.get(
      href,
      { schema: { hide: true, querystring: z.object({ episode: z.string().optional() }) } },
      async (request, reply) => {
        const { episode } = request.query
        // Links in pages about alerts lead here.
        if (episode !== undefined) return reply.redirect(`/episodes/${encodeURIComponent(episode)}`, 303)
        const principal = await access.signedIn(request)
        if (!principal) return toSignIn(reply, request.url)
        const { tenant } = principal
        const document = await consoleDocument(directory, { tenant, language: languageOf(request) })
        return document ? sendDocument(reply, document) : sendPage(request, reply.code(503), notBuilt(tenant))
      },
    )
  }
  app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs/json', 308))
}

const notBuilt = (tenant: string): Page => ({
  title: { en: 'The console is not built', zh: '控制台尚未构建' },
  tenant,
  body: html`<section class="card narrow"><h1>${both({ en: 'The console is not built', zh: '控制台尚未构建' })}</h1>
<p>${both({ en: 'Run this in the folder of Weir, then reload this page:', zh: '请在 Weir 目录中运行以下命令，然后刷新本页：' })}</p>
<pre tabindex="0"><code>npm run build</code></pre></section>`,
})
