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
}

/** A key as an operator sees it. */
export interface KeyEntry extends Principal {
  name: string
  /** The first characters of the secret, enough to recognise it. */
  hint: string
  /** Unix ms. */
  createdAt: number
  revokedAt?: number
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
