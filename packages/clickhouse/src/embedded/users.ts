import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Fault } from './fault.ts'

/** `service` may do everything; `bi` reads the views of one tenant. */
export type User = { name: string; role: 'service' } | { name: string; role: 'bi'; tenant: string }

export interface Account {
  user: User
  password: string
}

interface Given {
  name: string
  password: string
}

/** ClickHouse's three ways: its own headers, then Basic, then URL parameters. */
function given(headers: IncomingHttpHeaders, url: URLSearchParams): Given | undefined {
  const name = headers['x-clickhouse-user']
  const key = headers['x-clickhouse-key']
  if (name !== undefined || key !== undefined) return { name: String(name ?? 'default'), password: String(key ?? '') }
  const basic = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (basic !== undefined) {
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString().split(':')
    return { name: user, password: rest.join(':') }
  }
  if (url.has('user') || url.has('password')) {
    return { name: url.get('user') ?? 'default', password: url.get('password') ?? '' }
  }
  return undefined
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** @returns who it is. The function throws Fault 194 without credentials and 516 with wrong ones, names and passwords alike. */
export function createAuthentication(accounts: readonly Account[]) {
  const known = new Map(accounts.map(({ user, password }) => [user.name, { user, password: digest(password) }]))
  const nobody = digest(randomUUID())
  return (headers: IncomingHttpHeaders, url: URLSearchParams): User => {
    const credentials = given(headers, url)
    if (!credentials)
      throw new Fault(194, 'REQUIRED_PASSWORD', 'Authentication is required: give a user and a password.')
    const account = known.get(credentials.name)
    const right = timingSafeEqual(digest(credentials.password), account?.password ?? nobody)
    if (account && right) return account.user
    throw new Fault(
      516,
      'AUTHENTICATION_FAILED',
      `${credentials.name.slice(0, 64)}: Authentication failed: password is incorrect, or there is no user with such name.`,
    )
  }
}
