import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCredentials } from '@weir/credentials'
import { openStateStore } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWeir } from '../command/run-weir.fixture.ts'

let dataDir: string
const weir = (...args: string[]) => runWeir(args, { WEIR_DATA_DIR: dataDir })
const openState = () => openStateStore({ url: `lmdb:${dataDir}/state` })

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-keys-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

describe('weir keys where nothing was started', () => {
  it('makes no installation of a misspelt directory', async () => {
    const { code, stdout, stderr } = await weir('keys', 'create', '--kind', 'write', '--source', 'web', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'NOT_FOUND' } })
    expect(stderr).toMatch(/Start Weir once, or set WEIR_DATA_DIR/)
    expect(await readdir(dataDir)).toEqual([])
  })
})

describe('weir keys', () => {
  it('makes a key that is valid at once in another process, lists it, and takes it away', async () => {
    const state = await openState()
    const verify = (key: string) => createCredentials(state).verify(key)
    const created = await weir('keys', 'create', '--kind', 'write', '--source', 'web', '--name', 'the shop')
    expect(created.code).toBe(0)
    const secret = created.stdout.trim()
    expect(created.stdout).toBe(`${secret}\n`)
    expect(created.stderr).toMatch(/The tenant demo is new[\s\S]*cannot be shown again/)
    const principal = await verify(secret)
    expect(principal).toMatchObject({ kind: 'write', tenant: 'demo', source: 'web', scopes: ['ingest'] })

    const { id } = principal!
    const listed = await weir('keys', 'list', '--json')
    expect(listed.stdout).not.toContain(secret)
    expect(JSON.parse(listed.stdout)).toEqual({
      keys: [
        {
          id, kind: 'write', tenant: 'demo', source: 'web', scopes: ['ingest'], name: 'the shop',
          hint: secret.slice(0, 7), createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
    }) // biome-ignore format: one key

    expect(await weir('keys', 'revoke', id)).toMatchObject({ code: 0 })
    expect(await verify(secret)).toBeUndefined()
    expect((await weir('keys', 'list')).stdout).toMatch(/write {2}demo {4}web +the shop +\S+ +\S+Z +\S+Z$/m)
    const again = await weir('keys', 'revoke', id, '--json')
    expect(again.code).toBe(1)
    expect(JSON.parse(again.stdout).error.message).toMatch(/was revoked on/)
    await state.close()
  })

  it('makes API keys of any tenant, and lists those of one', async () => {
    await (await openState()).close()
    const flags = ['--kind', 'api', '--scopes', 'read,manage', '--tenant', 'acme', '--json']
    const { stdout } = await weir('keys', 'create', ...flags)
    const key = JSON.parse(stdout) as { id: string; secret: string }
    expect(key).toMatchObject({
      kind: 'api',
      tenant: 'acme',
      scopes: ['read', 'manage'],
      secret: expect.stringMatching(/^ak_/),
    })
    await weir('keys', 'create', '--kind', 'write', '--source', 'web')
    const { keys } = JSON.parse((await weir('keys', 'list', '--tenant', 'acme', '--json')).stdout)
    expect(keys).toMatchObject([{ id: key.id, tenant: 'acme' }])
    expect((await weir('keys', 'list', '--tenant', 'nobody')).stdout).toBe('There are no keys.\n')
  })

  it.each([
    ['a write key without a source', ['--kind', 'write'], /--source/],
    ['an API key without scopes', ['--kind', 'api'], /needs scopes/],
    ['a scope that is none', ['--kind', 'api', '--scopes', 'read,all'], /no scope "all"/],
    ['a tenant nobody may have', ['--kind', 'write', '--source', 'web', '--tenant', 'A B'], /cannot name a tenant/],
  ])('refuses %s and says what is meant', async (_, flags, message) => {
    await (await openState()).close()
    const { code, stdout, stderr } = await weir('keys', 'create', ...flags)
    expect([code, stdout]).toEqual([78, ''])
    expect(stderr).toMatch(message)
  })
})
