import type { LoginTokens } from '@weir/credentials'
import { type App, Problem, requireScope } from '@weir/http'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { readForms } from '../pages/forms.ts'
import { sendPage } from '../pages/layout.ts'
import { type Access, sessionCookie } from './access.ts'
import { linkSpent, signInNeeded } from './pages.ts'

/** Cookie with the page somebody wanted to see before signing in. */
const wantedCookie = 'weir_wanted'
const wantedSeconds = 900

export interface SignInDeps {
  access: Access
  logins: LoginTokens
  /** URL under which people reach this service, without a slash at the end; empty while it is not known. */
  publicUrl: () => string
}

/** One-time links in, sessions in an HttpOnly cookie. */
export function signInRoutes(app: App, { access, logins, publicUrl }: SignInDeps): void {
  const cookie = () =>
    ({ path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl().startsWith('https:') }) as const

  app.get(
    '/login',
    {
      // Whoever looks ahead with HEAD must not use the link up.
      exposeHeadRoute: false,
      schema: {
        hide: true,
        querystring: z.object({ token: z.string().max(256).optional(), next: z.string().optional() }),
      },
    },
    async (request, reply) => {
      const { token, next } = request.query
      if (token === undefined) {
        if (await access.signedIn(request)) return reply.redirect(ownPath(next) ?? '/', 303)
        if (ownPath(next)) reply.setCookie(wantedCookie, next!, { ...cookie(), maxAge: wantedSeconds })
        return sendPage(request, reply, signInNeeded(publicUrl()))
      }
      const session = await logins.redeem(token)
      if (!session) return sendPage(request, reply.code(401), linkSpent(publicUrl()))
      reply.setCookie(sessionCookie, session.id, { ...cookie(), expires: new Date(session.expiresAt) })
      reply.clearCookie(wantedCookie, cookie())
      return reply.redirect(ownPath(request.cookies[wantedCookie]) ?? '/', 303)
    },
  )

  app.register(async (forms: App) => {
    readForms(forms)
    forms.post('/logout', { onRequest: access.allow('read'), schema: { hide: true } }, async (request, reply) => {
      const id = request.cookies[sessionCookie]
      if (id !== undefined) await logins.end(id)
      return reply.clearCookie(sessionCookie, cookie()).redirect('/login', 303)
    })
  })

  app.post(
    '/v1/login-links',
    {
      onRequest: requireScope('manage'),
      schema: {
        tags: ['console'],
        summary: 'A one-time link that signs a browser in',
        response: {
          201: z.object({ url: z.string().describe('Works once, for a short time') }),
          '4xx': Problem,
          '5xx': Problem,
        },
      },
    },
    async (request, reply) => {
      const token = await logins.issue(request.principal.tenant)
      return reply.code(201).send({ url: `${publicUrl()}/login?token=${encodeURIComponent(token)}` })
    },
  )
}

/** A path of ours, so that a link cannot send people elsewhere after they signed in. */
const ownPath = (path: string | undefined): string | undefined =>
  path !== undefined && /^\/(?![/\\])[\x21-\x7e]{0,2000}$/.test(path) ? path : undefined

/** Sends a browser without a session to the page that says how to get one. */
export const toSignIn = (reply: FastifyReply, wanted: string): FastifyReply =>
  reply.redirect(`/login?next=${encodeURIComponent(wanted)}`, 303)
