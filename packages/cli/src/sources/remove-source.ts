import { WeirError } from '@weir/errors'
import { answer, type JsonFlag } from '../command/answer.ts'
import { pathOf, providerOf, withSources } from './open-sources.ts'

export interface RemoveFlags extends JsonFlag {
  tenant: string
}

export async function removeSource(flags: RemoveFlags, [given = '', name = '']: readonly string[]): Promise<undefined> {
  const provider = providerOf(given)
  const path = pathOf(provider, name)
  if (!(await withSources(sources => sources.removeWebhook(flags.tenant, provider, name))))
    throw new WeirError('NOT_FOUND', `the tenant ${flags.tenant} has no endpoint ${path}`, {
      remedy: 'weir sources list shows them.',
    })
  answer(flags, { removed: path }, `Removed ${path}: it is 404 within 5 seconds.`)
  return undefined
}
