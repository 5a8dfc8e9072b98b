import { loadConfig } from '@weir/config'
import { createCredentials, type KeyEntry } from '@weir/credentials'
import { answer, type JsonFlag } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { withState } from '../command/open-state.ts'
import { configSchema } from '../config.ts'

export interface ListFlags extends JsonFlag {
  tenant?: string
}

export async function listKeys(flags: ListFlags): Promise<undefined> {
  const keys = await withState(loadConfig(configSchema, process.env), async state => {
    const credentials = createCredentials(state)
    const tenants = flags.tenant === undefined ? (await credentials.tenants()).map(({ name }) => name) : [flags.tenant]
    const lists = await Promise.all(tenants.map(tenant => credentials.list(tenant)))
    return lists.flat().sort((a, b) => a.createdAt - b.createdAt)
  })
  answer(flags, { keys: keys.map(keyDocument) }, keys.length > 0 ? keyTable(keys) : 'There are no keys.')
  return undefined
}

const isoOf = (ms: number) => new Date(ms).toISOString()

const keyDocument = (key: KeyEntry) => ({
  ...key,
  createdAt: isoOf(key.createdAt),
  ...(key.expiresAt === undefined ? {} : { expiresAt: isoOf(key.expiresAt) }),
  ...(key.revokedAt === undefined ? {} : { revokedAt: isoOf(key.revokedAt) }),
})

const keyTable = (keys: readonly KeyEntry[]): string =>
  columns(
    ['id', 'kind', 'tenant', 'source or scopes', 'name', 'key', 'created', 'ends'],
    keys.map(({ id, kind, tenant, source, scopes, name, hint, createdAt, expiresAt, revokedAt = expiresAt }) => [
      id,
      kind,
      tenant,
      source ?? scopes.join(','),
      name,
      `${hint}…`,
      isoOf(createdAt),
      revokedAt === undefined ? '' : isoOf(revokedAt),
    ]),
  )
