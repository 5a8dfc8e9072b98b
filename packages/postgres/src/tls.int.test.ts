import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres, type PostgresServer } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openPostgres } from './open-postgres.ts'

const server = await findPostgres()
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!server || !hasOpenssl)('PostgreSQL with a certificate', () => {
  const { createDatabase, url: adminUrl } = server as PostgresServer
  const directory = mkdtempSync(join(tmpdir(), 'weir-tls-'))
  const [certificate, key] = ['crt', 'key'].map(ending => join(directory, `server.${ending}`)) as [string, string]
  let url: string
  /** Other files of this process use the server too, and expect it as it was. */
  const setTls = async (state: 'on' | 'off') => {
    const admin = await openPostgres({ url: adminUrl, maxConnections: 1 })
    await admin.query(`ALTER SYSTEM SET ssl = ${state}`)
    await admin.query('SELECT pg_reload_conf()')
    await vi.waitFor(async () => expect(await admin.query('SHOW ssl')).toEqual([{ ssl: state }]), { timeout: 180_000 })
    await admin.close()
  }

  beforeAll(async () => {
    url = await createDatabase()
    const subject = ['-subj', '/CN=weir-test', '-addext', `subjectAltName=IP:${new URL(url).hostname}`]
    const files = ['-out', certificate, '-keyout', key]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...subject, ...files], {
      stdio: 'ignore',
    })
    const admin = await openPostgres({ url: adminUrl, maxConnections: 1 })
    // The server's own user must own its key.
    for (const path of [certificate, key]) {
      const [name, text] = [path.slice(directory.length + 1), readFileSync(path).toString('base64')]
      await admin.query(`COPY (SELECT '${text}') TO PROGRAM 'umask 077; base64 -d > ${name}'`)
    }
    await admin.close()
    await setTls('on')
  })
  afterAll(async () => {
    await setTls('off')
    rmSync(directory, { recursive: true })
  })

  const isEncrypted = async (given: string) => {
    const postgres = await openPostgres({ url: given, maxConnections: 1, patienceMs: 0 })
    const [row] = await postgres.query<{ ssl: boolean }>('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
    await postgres.close()
    return row?.ssl
  }

  it('is believed when the URL names who signed it', async () => {
    expect(await isEncrypted(`${url}?sslmode=verify-full&sslrootcert=${certificate}`)).toBe(true)
  })

  it('is refused when nobody we trust signed it', async () => {
    for (const mode of ['verify-full', 'require']) {
      await expect(isEncrypted(`${url}?sslmode=${mode}`)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        remedy: expect.stringContaining('sslrootcert'),
      })
    }
  })

  it('is not looked at when told so, by the URL or by PGSSLMODE', async () => {
    expect(await isEncrypted(`${url}?sslmode=no-verify`)).toBe(true)
    expect(await isEncrypted(url)).toBe(false)
    vi.stubEnv('PGSSLMODE', 'no-verify')
    expect(await isEncrypted(url)).toBe(true)
    vi.unstubAllEnvs()
  })
})
