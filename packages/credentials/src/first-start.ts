import { WeirError } from '@weir/errors'
import type { Secrets } from '@weir/privacy'
import type { StateStore } from '@weir/state-store'

/** `data/credentials.json`: the only plaintext copy of the keys that the first start makes. */
export interface CredentialsFile {
  version: 1
  tenant: string
  ingestUrl: string
  queryUrl: string
  clickhouseUrl: string
  writeKey: string
  apiKeys: { read: string; manage: string }
  bi: { user: string; password: string; database: string }
}

export interface FirstStart {
  dataDir: string
  state: StateStore
  /** Read from `<dataDir>/secrets` when not given. */
  secrets?: Secrets
  urls: { ingestUrl: string; queryUrl: string; clickhouseUrl: string }
}

export async function ensureFirstStart(_start: FirstStart): Promise<CredentialsFile> {
  throw new WeirError('INTERNAL', 'the first start is not built yet')
}
