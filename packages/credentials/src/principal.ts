/** What a key may do. `read` answers mask personal values, `read-personal` shows them. */
export const scopes = ['ingest', 'read', 'read-personal', 'manage'] as const
export type Scope = (typeof scopes)[number]

/** Whoever stands behind a valid key. */
export interface Principal {
  kind: 'write' | 'api'
  /** `<tenant>.<random>`: names the key in lists and logs, is no secret. */
  id: string
  tenant: string
  /** Write keys only: the source its events belong to. */
  source?: string
  scopes: readonly Scope[]
  /** Unix ms from which the key is no longer valid; set when another takes its place. */
  expiresAt?: number
}

/** A key as an operator sees it. */
export interface KeyEntry extends Principal {
  name: string
  /** The first characters of the secret, enough to recognise it. */
  hint: string
  /** Unix ms. */
  createdAt: number
  revokedAt?: number
  /** Id of the key whose place it takes. */
  replaces?: string
}

export interface Tenant {
  name: string
  /** Unix ms. */
  createdAt: number
}

/** What a write key's events belong to. */
export interface Source extends Tenant {
  tenant: string
}
