import { WeirError } from '@weir/errors'
import { Client } from 'pg'

export interface Settings {
  connectionString: string
  /** Host, port and database, for messages. */
  where: string
}

/** Whatever database or role prefer: with an older snapshot than its lock, compare-and-set would not compare. */
const sessionOptions = '-c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off'

/**
 * The driver's settings for a URL; what it leaves out comes from PGHOST, PGPASSWORD, PGSSLMODE and their like.
 * @throws WeirError CONFIG_INVALID, never with the password
 */
export function settingsOf(url: string): Settings {
  try {
    const parsed = new URL(url)
    if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error('it does not begin with postgres://')
    const given = parsed.searchParams.get('options')
    parsed.searchParams.set('options', given === null ? sessionOptions : `${given} ${sessionOptions}`)
    // The driver means the same by these, with a warning that some day it will not.
    if (/^(prefer|require|verify-ca)$/.test(parsed.searchParams.get('sslmode') ?? '')) {
      parsed.searchParams.set('sslmode', 'verify-full')
    }
    const connectionString = parsed.toString()
    // Reads certificates, and connects to nothing.
    const { host, port, database } = new Client({ connectionString })
    return { connectionString, where: `${host}:${port}/${database ?? ''}` }
  } catch (error) {
    const { message, syscall, path = '' } = error as NodeJS.ErrnoException
    // Not as the cause: that of an unreadable URL carries it.
    throw new WeirError('CONFIG_INVALID', `no PostgreSQL URL: ${syscall ? `cannot read ${path}` : message}`, {
      remedy: 'write postgres://user:password@host:5432/database?sslmode=verify-full&sslrootcert=/path/of/ca.pem',
    })
  }
}
