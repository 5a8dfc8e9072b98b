import { isWeirError, WeirError } from '@weir/errors'
import { type App, problemOf } from '@weir/http'
import type { FastifyRequest } from 'fastify'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { prefersHtml } from './accept.ts'
import { errorPage } from './error-page.ts'
import { sendPage } from './layout.ts'

/** Browsers get a page that says what to do next, and the way to sign in; programs get the problem as it is. */
export function answerFailures(app: App, access: Access): void {
  app.setErrorHandler(async (thrown, request, reply) => {
    const error = named(thrown)
    if (!prefersHtml(request) || request.method !== 'GET') throw error
    const { status, problem } = problemOf(error, request.id)
    if (status >= 500) throw error
    if (isWeirError(error, 'UNAUTHENTICATED') && request.headers.authorization === undefined)
      return toSignIn(reply, request.url)
    return sendPage(request, reply.code(status), errorPage(problem, await tenantOf(access, request)))
  })
}

const tenantOf = async (access: Access, request: FastifyRequest) => (await access.signedIn(request))?.tenant

interface Validation {
  validation?: readonly { instancePath?: string; message?: string }[]
  validationContext?: string
}

/** A fault in the address is named by its parameter alone: `from`, not `querystring.from`. */
function named(error: unknown): unknown {
  const { validation, validationContext } = (error ?? {}) as Validation
  if (!validation?.[0] || (validationContext !== 'querystring' && validationContext !== 'params')) return error
  const [{ instancePath = '', message = 'is invalid' }] = [validation[0]]
  const field = instancePath.split('/')[1]
  return new WeirError('REQUEST_MALFORMED', field ? `${field} ${message}` : message, {
    cause: error,
    remedy: '/docs describes every parameter.',
    ...(field && { field }),
  })
}
