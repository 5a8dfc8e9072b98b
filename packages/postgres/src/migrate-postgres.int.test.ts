import { findPostgres, type PostgresServer } from '@weir/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { examinePostgres } from './examine-postgres.ts'
import { migratePostgres, missingMigrations } from './migrate-postgres.ts'
import { openPostgres } from './open-postgres.ts'

const server = await findPostgres()

describe.skipIf(!server)('migrations', () => {
  const { createDatabase, url: adminUrl } = server as PostgresServer
  let url: string
  beforeEach(async () => {
    url = await createDatabase()
  })

  /** The database as a role that may do nothing yet. */
  async function asReader() {
    const name = new URL(url).pathname.slice(1)
    const reader = `reader_of_${name}`
    const admin = await openPostgres({ url: url.replace(/\/\/[^:]*/, '//postgres'), maxConnections: 1 })
    await admin.query(`CREATE ROLE ${reader} LOGIN PASSWORD '${new URL(url).password}'`)
    return { admin, reader, readerUrl: url.replace(/\/\/[^:]*/, `//${reader}`) }
  }

  it('are applied once, however many processes begin at once', async () => {
    const wanted = await missingMigrations({ url })
    expect(wanted[0]).toBe('0001_state')
    const applied = await Promise.all(Array.from({ length: 8 }, () => migratePostgres({ url })))
    expect(applied.filter(names => names.length > 0)).toEqual([wanted])
    expect(await migratePostgres({ url })).toEqual([])
    expect(await missingMigrations({ url })).toEqual([])
  })

  it('ask nothing of a role that may only read and write, once they are done', async () => {
    await migratePostgres({ url })
    const { admin, reader, readerUrl } = await asReader()
    await expect(openPostgres({ url: readerUrl })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await admin.query(`GRANT USAGE ON SCHEMA weir TO ${reader}`)
    await admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA weir TO ${reader}`)
    await admin.close()
    const postgres = await openPostgres({ url: readerUrl })
    expect(await postgres.query('SELECT count(*)::int AS n FROM weir.documents')).toEqual([{ n: 0 }])
    await postgres.close()
    expect((await examinePostgres({ url: readerUrl })).filter(({ ok }) => !ok)).toEqual([])
  })

  it('say what to do when the role may not apply them', async () => {
    const { admin, readerUrl } = await asReader()
    await admin.query('DROP SCHEMA IF EXISTS weir CASCADE')
    await admin.close()
    await expect(openPostgres({ url: readerUrl })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      remedy: expect.stringContaining('weir migrate'),
    })
    expect((await examinePostgres({ url: readerUrl })).filter(({ ok }) => !ok)).toMatchObject([
      { what: expect.stringContaining('0001_state'), remedy: expect.stringContaining('weir migrate') },
    ])
  })

  it('are examined with the server, which may be away', async () => {
    expect((await examinePostgres({ url })).filter(({ ok }) => !ok)).toEqual([])
    expect(await examinePostgres({ url: adminUrl.replace(/:\d+\//, ':1/') })).toMatchObject([
      { ok: false, what: expect.stringContaining('127.0.0.1:1'), remedy: expect.any(String) },
    ])
  })
})
