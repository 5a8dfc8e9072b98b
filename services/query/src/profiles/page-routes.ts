import { isWeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { Policy } from '@weir/identity-rules'
import { z } from 'zod'
import { readForms } from '../pages/forms.ts'
import { html } from '../pages/html.ts'
import { sendPage } from '../pages/layout.ts'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { peoplePage, personSection } from './page.ts'
import type { ReadProfile } from './read-profile.ts'

const Form = z.object({
  type: z.string().max(64),
  value: z.string().min(1).max(512),
  scope: z.string().max(128).default(''),
})

export interface PeoplePageDeps {
  access: Access
  readProfile: ReadProfile
  policy: Policy
}

/** The page that finds a person; its form comes as a body, so no key of a person stands in an address. */
export function peoplePageRoutes(app: App, { access, readProfile, policy }: PeoplePageDeps): void {
  const types = [...policy.types.values()].filter(({ linking }) => linking).toSorted((a, b) => b.priority - a.priority)

  app.get('/people', { schema: { hide: true } }, async (request, reply) => {
    const principal = await access.signedIn(request)
    if (!principal) return toSignIn(reply, request.url)
    return sendPage(request, reply, peoplePage(principal.tenant, types, undefined, undefined))
  })

  app.register(async (forms: App) => {
    readForms(forms)
    const schema = { hide: true, body: Form }
    forms.post('/people', { onRequest: access.allow('read'), schema }, async (request, reply) => {
      const { principal, body: form } = request
      const question = {
        tenant: principal.tenant,
        type: form.type,
        value: form.value,
        scope: form.scope.trim() || undefined,
      }
      try {
        const profile = await readProfile({ ...question, personal: principal.scopes.includes('read-personal') })
        return sendPage(request, reply, peoplePage(principal.tenant, types, form, personSection(profile)))
      } catch (error) {
        if (!isWeirError(error, 'NOT_FOUND') && !isWeirError(error, 'REQUEST_MALFORMED')) throw error
        const note = html`<p class="card remedy" role="alert">${error.message}. ${error.remedy}</p>`
        return sendPage(
          request,
          reply.code(error.code === 'NOT_FOUND' ? 404 : 400),
          peoplePage(principal.tenant, types, form, note),
        )
      }
    })
  })
}
