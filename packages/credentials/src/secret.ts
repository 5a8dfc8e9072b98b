import { createHash, randomBytes } from 'node:crypto'

/** Says what a secret found somewhere is for. */
export const prefixes = { write: 'wk_', api: 'ak_', login: 'lt_', session: 'cs_' } as const
export type SecretKind = keyof typeof prefixes

const pattern = /^(?:wk|ak|lt|cs)_[A-Za-z0-9_-]{43}$/

/** 256 random bits behind a readable prefix: nobody guesses one, so a plain hash protects it. */
export const newSecret = (kind: SecretKind): string => prefixes[kind] + randomBytes(32).toString('base64url')

/** False for what can be no secret of that kind, and need not be looked up. */
export const looksLike = (secret: string, kinds: readonly SecretKind[]): boolean =>
  pattern.test(secret) && kinds.some(kind => secret.startsWith(prefixes[kind]))

/**
 * What is stored in a secret's stead. Looking it up compares hashes only: how long that takes says nothing about how
 * much of a guess was right.
 */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
