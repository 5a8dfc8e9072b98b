import { join } from 'node:path'
import type { Secrets } from '@weir/privacy'
import type { StateStore } from '@weir/state-store'
import { createCredentials, type NewKey } from './credentials.ts'
import { type CredentialsFile, readCredentialsFile, writeCredentialsFile } from './credentials-file.ts'
import { biPassword } from './derived.ts'
import type { Principal } from './principal.ts'
import { readSecrets } from './secret-files.ts'

export interface FirstStart {
  dataDir: string
  state: StateStore
  /** Read from `<dataDir>/secrets` when not given. */
  secrets?: Secrets
  urls: { ingestUrl: string; queryUrl: string; clickhouseUrl: string }
}

const tenant = 'demo'
const keys = {
  write: { kind: 'write', tenant, source: 'demo', name: 'first start' },
  read: { kind: 'api', tenant, scopes: ['read'], name: 'first start: read' },
  manage: { kind: 'api', tenant, scopes: ['read', 'read-personal', 'manage'], name: 'first start: manage' },
} as const satisfies Record<string, NewKey>

/**
 * Makes the tenant `demo` with its keys and writes `<dataDir>/credentials.json`. Once it is there, it stays the same:
 * only URLs follow the ports, and a key that is no longer valid is replaced. Keys are valid before they are written
 * down; a crash between leaves a key that nobody knows.
 */
export async function ensureFirstStart({ dataDir, state, secrets, urls }: FirstStart): Promise<CredentialsFile> {
  const path = join(dataDir, 'credentials.json')
  const password = biPassword(secrets ?? (await readSecrets(dataDir)))
  const before = await readCredentialsFile(path)
  const credentials = createCredentials(state)

  const keep = async (known: string | undefined, key: NewKey): Promise<string> => {
    const principal = known === undefined ? undefined : await credentials.verify(known)
    return known !== undefined && matches(principal, key) ? known : (await credentials.create(key)).secret
  }
  const file: CredentialsFile = {
    version: 1,
    tenant,
    ingestUrl: urls.ingestUrl,
    queryUrl: urls.queryUrl,
    clickhouseUrl: urls.clickhouseUrl,
    writeKey: await keep(before?.writeKey, keys.write),
    apiKeys: {
      read: await keep(before?.apiKeys.read, keys.read),
      manage: await keep(before?.apiKeys.manage, keys.manage),
    },
    bi: { user: 'bi', password, database: 'weir' },
  }
  await writeCredentialsFile(path, file)
  return file
}

/** Whether a key from the file still opens what it should. */
const matches = (principal: Principal | undefined, key: NewKey): boolean =>
  principal !== undefined &&
  principal.kind === key.kind &&
  principal.tenant === key.tenant &&
  (key.kind === 'write' ? principal.source === key.source : key.scopes.every(scope => principal.scopes.includes(scope)))
