import { WeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'
import type { KeyEntry, Principal, Scope, Source } from './principal.ts'

export type NewKey =
  | { kind: 'write'; tenant: string; source: string; name?: string }
  | { kind: 'api'; tenant: string; scopes: readonly Scope[]; name?: string }

export interface Credentials {
  /** The principal of a secret, `undefined` for an unknown or revoked one. An answer is at most 5 s old. */
  verify(secret: string): Promise<Principal | undefined>
  /** Makes a key; the secret is nowhere but in the answer. A write key registers its source. */
  create(key: NewKey): Promise<{ secret: string; principal: Principal }>
  /** False when there is no such key, or it was revoked before. Other processes follow within 5 s. */
  revoke(id: string): Promise<boolean>
  /** Every key of a tenant, revoked ones too. */
  list(tenant: string): Promise<readonly KeyEntry[]>
  sources(tenant: string): Promise<readonly Source[]>
}

export interface CredentialOptions {
  /** How long an answer of `verify` is kept, at most 5,000. */
  cacheMs?: number
  /** Unix ms. */
  now?: () => number
}

export function createCredentials(_state: StateStore, _options: CredentialOptions = {}): Credentials {
  throw new WeirError('INTERNAL', 'credentials are not built yet')
}
