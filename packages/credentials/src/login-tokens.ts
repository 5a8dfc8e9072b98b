import { WeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'
import type { Scope } from './principal.ts'

/** Somebody at the console. */
export interface Session {
  /** The value of the session cookie: a secret. */
  id: string
  tenant: string
  scopes: readonly Scope[]
  /** Unix ms. */
  expiresAt: number
}

export interface LoginTokens {
  /** A token for one login link. */
  issue(tenant: string): Promise<string>
  /** Exchanges a token for a session, once; `undefined` for a token unknown, used or expired. */
  redeem(token: string): Promise<Session | undefined>
  /** The session of a cookie, `undefined` when unknown, ended or expired. */
  session(id: string): Promise<Session | undefined>
  /** Logs out. */
  end(id: string): Promise<void>
}

export interface LoginOptions {
  /** How long a login link works. */
  tokenTtlMs?: number
  /** How long a session lasts. */
  sessionTtlMs?: number
  /** What a session may do. */
  scopes?: readonly Scope[]
  /** Unix ms. */
  now?: () => number
}

export function createLoginTokens(_state: StateStore, _options: LoginOptions = {}): LoginTokens {
  throw new WeirError('INTERNAL', 'login tokens are not built yet')
}
