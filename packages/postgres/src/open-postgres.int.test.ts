import { WeirError } from '@weir/errors'
import { findPostgres, type PostgresServer } from '@weir/testing'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openPostgres } from './open-postgres.ts'
import type { PostgresOptions } from './options.ts'
import type { Postgres, PostgresSession } from './postgres.ts'

const server = await findPostgres()

describe.skipIf(!server)('an open PostgreSQL', () => {
  const { createDatabase, kill, start, pause, resume } = server as PostgresServer
  let url: string
  const opened: Postgres[] = []
  const open = async (options: Partial<PostgresOptions> = {}) => {
    const postgres = await openPostgres({ url, ...options })
    opened.push(postgres)
    return postgres
  }
  const add =
    (name: string, by = 1) =>
    (session: PostgresSession) =>
      session.query<{ n: number }>('UPDATE public.sums SET n = n + $2 WHERE name = $1 RETURNING n', [name, by])
  const sum = async (postgres: Postgres, name: string) =>
    (await postgres.query<{ n: number }>('SELECT n FROM public.sums WHERE name = $1', [name]))[0]?.n

  beforeAll(async () => {
    url = await createDatabase()
    const postgres = await open()
    // The schema public belongs to others since version 15.
    const admin = await openPostgres({ url: url.replace(/\/\/[^:]*/, '//postgres'), maxConnections: 1 })
    await admin.query('GRANT CREATE ON SCHEMA public TO weir')
    await admin.close()
    await postgres.query('CREATE TABLE public.sums (name text PRIMARY KEY, n int NOT NULL)')
    await postgres.query("INSERT INTO public.sums SELECT 'n' || n, 0 FROM generate_series(1, 20) AS n")
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(postgres => postgres.close()))
  })

  it('commits what work did and answers its result', async () => {
    const postgres = await open({ applicationName: 'weir-test' })
    const rows = await postgres.transact(async session => {
      await add('n1')(session)
      return add('n1')(session)
    })
    expect(rows).toEqual([{ n: 2 }])
    expect(await sum(postgres, 'n1')).toBe(2)
    expect(await postgres.query('SELECT current_setting($1) AS name', ['application_name'])).toEqual([
      { name: 'weir-test' },
    ])
  })

  it('rolls back what work threw, and passes it unchanged', async () => {
    const postgres = await open()
    const thrown = new WeirError('CONFLICT', 'changed my mind')
    const failed = postgres.transact(async session => {
      await add('n2')(session)
      throw thrown
    })
    await expect(failed).rejects.toBe(thrown)
    expect(await sum(postgres, 'n2')).toBe(0)
  })

  it('commits nothing when work goes on after a statement that failed', async () => {
    const postgres = await open()
    const failed = postgres.transact(async session => {
      await add('n2')(session)
      await session.query('SELECT 1 / $1::int', [0]).catch(() => undefined)
      return 'done'
    })
    await expect(failed).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await sum(postgres, 'n2')).toBe(0)
  })

  it('takes no statement after the end of its transaction', async () => {
    const postgres = await open()
    const kept = await postgres.transact(async session => session)
    await expect(kept.query('SELECT 1')).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('gives a read-only transaction no number, and refuses its writes', async () => {
    const postgres = await open()
    const xid = await postgres.transact(
      session => session.query<{ xid: string | null }>('SELECT pg_current_xact_id_if_assigned()::text AS xid'),
      { readOnly: true },
    )
    expect(xid).toEqual([{ xid: null }])
    await expect(postgres.transact(add('n2'), { readOnly: true })).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('repeats transactions that lock each other out until each has committed', async () => {
    const postgres = await open()
    let attempts = 0
    const met = barrier(2)
    const both = (first: string, second: string) =>
      postgres.transact(async session => {
        attempts += 1
        await add(first)(session)
        await met()
        await add(second)(session)
      })
    await Promise.all([both('n3', 'n4'), both('n4', 'n3')])
    expect([await sum(postgres, 'n3'), await sum(postgres, 'n4')]).toEqual([2, 2])
    expect(attempts, 'they never met').toBe(3)
  })

  it('waits through a crash of the server, in the midst of a transaction too', async () => {
    const errors: WeirError[] = []
    const postgres = await open({ onError: error => errors.push(error) })
    await Promise.all(['n5', 'n6'].map(name => sum(postgres, name)))
    let attempts = 0
    const written = postgres.transact(async session => {
      attempts += 1
      await add('n5')(session)
      if (attempts > 1) return
      await kill()
      void start()
    })
    await written
    expect(attempts).toBeGreaterThan(1)
    expect(await sum(postgres, 'n5')).toBe(1)
    // The idle connection broke too; nobody used it, so it is only told.
    expect(errors.map(({ code }) => code)).toContain('STATE_UNAVAILABLE')
  })

  it('gives up when the server stays away, and recovers when it is back', async () => {
    const postgres = await open({ patienceMs: 300, statementTimeoutMs: 200, connectTimeoutMs: 1_000 })
    await pause()
    for (const call of [() => postgres.query('SELECT 1'), () => postgres.transact(add('n7'))]) {
      await expect(call()).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE', retryable: true })
    }
    await resume()
    await postgres.transact(add('n8'))
    expect(await sum(postgres, 'n8')).toBe(1)
  })

  it('waits for a statement no longer than told', async () => {
    const postgres = await open({ patienceMs: 0, statementTimeoutMs: 100 })
    await expect(postgres.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
  })

  it('waits for a free connection no longer than told', async () => {
    const postgres = await open({ maxConnections: 1, connectTimeoutMs: 1_000, patienceMs: 0 })
    await postgres.transact(async () => {
      await expect(postgres.query('SELECT 1')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    })
  })

  it('makes a server that acknowledges early wait for its disk', async () => {
    const admin = await openPostgres({ url: url.replace(/\/\/[^:]*/, '//postgres'), maxConnections: 1 })
    await admin.query('ALTER ROLE weir SET synchronous_commit = off')
    const postgres = await open()
    const [inside] = await postgres.transact(session =>
      session.query(`SELECT current_setting('synchronous_commit') AS is`),
    )
    await admin.query('ALTER ROLE weir RESET synchronous_commit')
    await admin.close()
    expect(inside).toEqual({ is: 'on' })
  })

  it('is unavailable once closed', async () => {
    const postgres = await open()
    await postgres.close()
    await expect(postgres.query('SELECT 1')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    await expect(postgres.transact(add('n1'))).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
  })
})

/** Lets everybody through once so many have come. */
function barrier(count: number): () => Promise<void> {
  let come = 0
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return () => {
    come += 1
    if (come === count) open()
    return opened
  }
}
