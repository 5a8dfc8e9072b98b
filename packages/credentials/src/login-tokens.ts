import { isWeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'
import type { Scope } from './principal.ts'
import { hashOf, looksLike, newSecret } from './secret.ts'

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
  /** How long a login link works, milliseconds. Default 12 hours: it waits in a terminal. */
  tokenTtlMs?: number
  /** How long a session lasts, milliseconds. Default 7 days. */
  sessionTtlMs?: number
  /** What a session may do; personal values stay masked unless told otherwise. */
  scopes?: readonly Scope[]
  /** Unix ms. */
  now?: () => number
}

const hourMs = 3_600_000
const tokens = 'login_tokens'
const sessions = 'sessions'

type TokenDocument = { tenant: string; expiresAt: number }
type SessionDocument = TokenDocument & { scopes: readonly Scope[] }

/** One-time links and the sessions they open, both stored by hash alone. */
export function createLoginTokens(state: StateStore, options: LoginOptions = {}): LoginTokens {
  const { tokenTtlMs = 12 * hourMs, sessionTtlMs = 168 * hourMs, scopes = ['read', 'manage'], now = Date.now } = options

  /** Expired documents are useless, and would stay for ever. */
  async function sweep(collection: string): Promise<void> {
    const page = await state.list<TokenDocument>(collection, { limit: 1_000 })
    const expired = page.filter(({ value }) => value.expiresAt <= now())
    if (expired.length > 0) await state.transact(expired.map(({ key }) => ({ delete: collection, key })))
  }

  return {
    async issue(tenant) {
      await Promise.all([sweep(tokens), sweep(sessions)])
      const token = newSecret('login')
      const value = { tenant, expiresAt: now() + tokenTtlMs } satisfies TokenDocument
      await state.transact([{ put: tokens, key: hashOf(token), value, expect: 0 }])
      return token
    },

    async redeem(token) {
      if (!looksLike(token, ['login'])) return undefined
      const found = await state.get<TokenDocument>(tokens, hashOf(token))
      if (found === undefined || found.value.expiresAt <= now()) return undefined
      const id = newSecret('session')
      const value = { tenant: found.value.tenant, scopes, expiresAt: now() + sessionTtlMs } satisfies SessionDocument
      try {
        await state.transact([
          { delete: tokens, key: found.key, expect: found.version },
          { put: sessions, key: hashOf(id), value, expect: 0 },
        ])
        return { id, ...value }
      } catch (error) {
        // Somebody else used it a moment ago.
        if (isWeirError(error, 'CONFLICT')) return undefined
        throw error
      }
    },

    async session(id) {
      if (!looksLike(id, ['session'])) return undefined
      const found = await state.get<SessionDocument>(sessions, hashOf(id))
      return found === undefined || found.value.expiresAt <= now() ? undefined : { id, ...found.value }
    },

    async end(id) {
      await state.transact([{ delete: sessions, key: hashOf(id) }])
    },
  }
}
