import { createFaultyTcp, type FaultyTcp, findPostgres, type PostgresServer, type TcpFault } from '@weir/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPostgres } from './open-postgres.ts'
import type { Postgres } from './postgres.ts'

const server = await findPostgres()

const commit = (sent: string) => sent.includes('COMMIT\0')
const asking = (sent: string) => sent.includes('AS committed')

describe.skipIf(!server)('a transaction whose COMMIT got no answer', () => {
  const { createDatabase, kill, start } = server as PostgresServer
  let proxy: FaultyTcp
  let postgres: Postgres
  let attempts: number
  let url: string

  beforeEach(async () => {
    const direct = new URL(await createDatabase())
    proxy = await createFaultyTcp({ host: direct.hostname, port: Number(direct.port) })
    direct.port = String(proxy.port)
    url = direct.toString()
    postgres = await openPostgres({ url, statementTimeoutMs: 2_000, patienceMs: 180_000 })
    await postgres.query('CREATE TABLE weir.sums AS SELECT 0 AS n')
    attempts = 0
  })
  afterEach(async () => {
    await postgres.close()
    await proxy.close()
  })

  const increment = (inTransaction?: () => Promise<unknown>) =>
    postgres.transact(async session => {
      attempts += 1
      const [row] = await session.query<{ n: number }>('UPDATE weir.sums SET n = n + 1 RETURNING n')
      await inTransaction?.()
      return row?.n
    })
  const sum = async () => (await postgres.query<{ n: number }>('SELECT n FROM weir.sums'))[0]?.n

  it('was committed, and is not repeated, when only the answer was lost', async () => {
    proxy.next(['lose-answer'], commit)
    expect(await increment()).toBe(1)
    expect([await sum(), attempts, proxy.pending]).toEqual([1, 1, 0])
  })

  it('was committed when the server hung after it', async () => {
    proxy.next(['hang'], commit)
    expect(await increment()).toBe(1)
    expect([await sum(), attempts]).toEqual([1, 1])
  })

  it('was not, and is repeated, when COMMIT never arrived', async () => {
    proxy.next(['drop', 'drop'], commit)
    expect(await increment()).toBe(1)
    expect([await sum(), attempts]).toEqual([1, 3])
  })

  it('is ended when the server still waits for a COMMIT that will never come', async () => {
    // Its locks would stop the next attempt for a minute.
    const patient = await openPostgres({ url, statementTimeoutMs: 60_000 })
    proxy.next(['strand'], commit)
    await patient.transact(session => session.query('UPDATE weir.sums SET n = n + 1'))
    expect([await sum(), proxy.pending]).toEqual([1, 0])
    await patient.close()
  })

  it('is found out after the server crashed behind it', async () => {
    proxy.next(['lose-answer'], sent => {
      if (!commit(sent)) return false
      void kill().then(start)
      return true
    })
    await increment()
    expect(await sum()).toBe(1)
  })

  it('was not, though a crash let the server give its transaction id to one that was', async () => {
    const { port } = new URL((server as PostgresServer).url)
    const direct = new URL(url)
    direct.port = port
    const patient = await openPostgres({ url, patienceMs: 180_000 })
    proxy.next(Array<TcpFault>(5_000).fill('drop'), asking)
    let crashed: Promise<void> | undefined
    const crash = async () => {
      await kill()
      await start()
      const others = await openPostgres({ url: direct.toString() })
      for (let n = 0; n < 5; n += 1) await others.transact(session => session.query('UPDATE weir.sums SET n = n + 10'))
      await others.close()
      proxy.clear()
    }
    proxy.next(['drop'], sent => {
      if (!commit(sent)) return false
      crashed = crash()
      return true
    })
    await patient.transact(session => session.query('UPDATE weir.sums SET n = n + 1'))
    await crashed
    expect(await sum()).toBe(51)
    await patient.close()
  })

  it('is unknown, and said to be, when nobody can be asked', async () => {
    const impatient = await openPostgres({ url, patienceMs: 200 })
    await impatient.query('SELECT 1')
    proxy.next(['lose-answer'], commit)
    proxy.next(
      Array.from({ length: 100 }, () => 'drop' as const),
      asking,
    )
    const failed = impatient.transact(session => session.query('UPDATE weir.sums SET n = n + 1'))
    await expect(failed).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE', message: expect.stringContaining('fate') })
    expect(await sum()).toBe(1)
    await impatient.close()
  })
})
