import type { WeirError } from '@weir/errors'
import { findPostgres, type PostgresServer } from '@weir/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from './open-postgres.ts'

const server = await findPostgres()

describe.skipIf(!server)('a failure of PostgreSQL', () => {
  let url: string
  beforeAll(async () => {
    url = await (server as PostgresServer).createDatabase()
  })

  it('says what is wrong with a URL, never with its password', async () => {
    const wrong = {
      'mysql://weir:hunter2@127.0.0.1/weir': /begin with postgres/,
      'postgres://weir:hunter2@127.0.0.1:99999/weir': /no PostgreSQL URL/,
      'postgres://weir:hunter2@127.0.0.1/weir?sslmode=verify-full&sslrootcert=/no/such.pem':
        /cannot read \/no\/such.pem/,
      [url.replace(/:[^:@]*@/, ':hunter2@')]: /password authentication failed/,
      [url.replace(/\/\w+$/, '/nowhere')]: /does not exist/,
      [`${url}?sslmode=verify-full`]: /does not support SSL/,
    }
    for (const [given, message] of Object.entries(wrong)) {
      const error: unknown = await openPostgres({ url: given, patienceMs: 0 }).catch((thrown: unknown) => thrown)
      expect(error, given).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) })
      const { cause, remedy, stack } = error as WeirError
      expect([stack, remedy, JSON.stringify(cause), (cause as Error | undefined)?.stack].join()).not.toContain(
        'hunter2',
      )
    }
  })

  it('names what is down', async () => {
    const nobody = 'postgres://weir:hunter2@127.0.0.1:1/weir'
    const error: unknown = await openPostgres({ url: nobody, patienceMs: 50 }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'STATE_UNAVAILABLE', message: expect.stringContaining('127.0.0.1:1/weir') })
    expect(String(error)).not.toContain('hunter2')
  })

  it('shows no value that did not fit', async () => {
    const postgres = await openPostgres({ url })
    const error: unknown = await postgres.query('SELECT $1::int', ['secret']).catch((thrown: unknown) => thrown)
    await postgres.close()
    expect(error).toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('22P02') })
    const { stack, cause } = error as WeirError
    expect([stack, (cause as Error).stack, JSON.stringify(cause)].join()).not.toContain('secret')
  })
})
