import { createCredentials } from '@weir/credentials'
import { answer, type JsonFlag } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { pathOf, withSources } from './open-sources.ts'

export interface ListFlags extends JsonFlag {
  tenant: string
}

export async function listSources(flags: ListFlags): Promise<undefined> {
  const { tenant } = flags
  await withSources(async (store, state) => {
    const webhooks = await store.webhooks(tenant)
    const sources = await Promise.all(
      (await createCredentials(state).sources(tenant)).map(async ({ name }) => ({
        name,
        settings: (await store.settings(tenant, name)) ?? {},
      })),
    )
    const document = {
      sources,
      webhooks: webhooks.map(({ changedAt, ...webhook }) => ({
        ...webhook,
        path: pathOf(webhook.provider, webhook.name),
        changedAt: new Date(changedAt).toISOString(),
      })),
    }
    answer(flags, document, sources.length > 0 ? table(document) : 'There are no sources.')
  })
  return undefined
}

interface Listed {
  sources: readonly {
    name: string
    settings: { origins?: readonly string[] | undefined; rate?: { perSecond: number } | undefined }
  }[]
  webhooks: readonly { name: string; path: string; secrets: Readonly<Record<string, number>> }[]
}

function table({ sources, webhooks }: Listed): string {
  const rows = sources.flatMap(({ name, settings: { origins, rate } }) => {
    const set = [origins?.join(' ') ?? '', rate ? `${rate.perSecond}/s` : '']
    const endpoints = webhooks.filter(webhook => webhook.name === name)
    if (endpoints.length === 0) return [[name, '', '', ...set]]
    return endpoints.map(({ path, secrets }) => [name, path, `${secrets.secrets ?? 0}`, ...set])
  })
  return columns(['source', 'endpoint', 'secrets', 'origins', 'rate'], rows)
}
