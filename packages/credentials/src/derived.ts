import { hkdfSync } from 'node:crypto'
import type { Secrets } from '@weir/privacy'

const derive = (secrets: Secrets, use: string): string =>
  Buffer.from(hkdfSync('sha256', secrets.hmac, 'weir', use, 32)).toString('base64url')

/** The bearer token of calls between Weir's own services. */
export const internalToken = (secrets: Secrets): string => derive(secrets, 'internal token 1')

/** The password of Weir's own ClickHouse user. */
export const clickhouseServicePassword = (secrets: Secrets): string => derive(secrets, 'clickhouse service 1')

/** The password of the ClickHouse user `bi`. */
export const biPassword = (secrets: Secrets): string => derive(secrets, 'clickhouse bi 1')
