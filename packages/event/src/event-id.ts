import { hash } from 'node:crypto'

const dayMs = 86_400_000

/** UTC days since 1970-01-01 of a time in Unix milliseconds. */
export const dayOf = (ms: number): number => Math.floor(ms / dayMs)

/** 32 hex characters: what makes an event one. Lengths go before the parts, so no two triples share a text. */
export const eventIdHash = (tenant: string, source: string, id: string): string =>
  hash('sha256', `${tenant.length}:${tenant}${source.length}:${source}${id}`, 'hex').slice(0, 32)

/** 32 hex characters as ClickHouse writes a UUID: 8-4-4-4-12. */
export const uuidOf = (hex32: string): string =>
  `${hex32.slice(0, 8)}-${hex32.slice(8, 12)}-${hex32.slice(12, 16)}-${hex32.slice(16, 20)}-${hex32.slice(20)}`
