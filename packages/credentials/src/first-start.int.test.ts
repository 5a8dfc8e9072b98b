import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStateStore, type StateStore } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCredentials } from './credentials.ts'
import type { CredentialsFile } from './credentials-file.ts'
import { biPassword } from './derived.ts'
import { ensureFirstStart } from './first-start.ts'
import { ensureSecrets } from './secret-files.ts'

const urls = {
  ingestUrl: 'http://127.0.0.1:4001',
  queryUrl: 'http://127.0.0.1:4000',
  clickhouseUrl: 'http://127.0.0.1:8123',
}

describe('the first start', () => {
  let dataDir: string
  let state: StateStore
  const path = () => join(dataDir, 'credentials.json')
  const start = (given = urls) => ensureFirstStart({ dataDir, state, urls: given })
  const onDisk = async () => JSON.parse(await readFile(path(), 'utf8')) as CredentialsFile

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'weir-first-start-'))
    state = await openStateStore({ url: `lmdb:${join(dataDir, 'state')}` })
    await ensureSecrets(dataDir)
  })
  afterEach(async () => {
    await state.close()
    await rm(dataDir, { recursive: true })
  })

  it('writes the file with just these fields, for our eyes only', async () => {
    const file = await start()
    expect(await onDisk()).toEqual(file)
    expect(file).toEqual({
      version: 1,
      tenant: 'demo',
      ...urls,
      writeKey: expect.stringMatching(/^wk_/),
      apiKeys: { read: expect.stringMatching(/^ak_/), manage: expect.stringMatching(/^ak_/) },
      bi: { user: 'bi', password: biPassword(await ensureSecrets(dataDir)), database: 'weir' },
    })
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    expect((await readdir(dataDir)).sort()).toEqual(['credentials.json', 'secrets', 'state'])
  })

  it('makes keys that open what they should', async () => {
    const { writeKey, apiKeys } = await start()
    const credentials = createCredentials(state)
    expect(await credentials.verify(writeKey)).toMatchObject({ tenant: 'demo', source: 'demo', scopes: ['ingest'] })
    expect((await credentials.verify(apiKeys.read))?.scopes).toEqual(['read'])
    expect((await credentials.verify(apiKeys.manage))?.scopes).toEqual(['read', 'read-personal', 'manage'])
    expect(await credentials.sources('demo')).toMatchObject([{ name: 'demo' }])
  })

  it('is the same across restarts, and makes no further keys', async () => {
    const first = await start()
    await state.close()
    state = await openStateStore({ url: `lmdb:${join(dataDir, 'state')}` })
    expect(await start()).toEqual(first)
    expect(await onDisk()).toEqual(first)
    expect(await createCredentials(state).list('demo')).toHaveLength(3)
  })

  it('follows the ports and nothing else', async () => {
    const first = await start()
    const moved = { ...urls, ingestUrl: 'http://127.0.0.1:51234' }
    expect(await start(moved)).toEqual({ ...first, ...moved })
    expect(await onDisk()).toEqual({ ...first, ...moved })
  })

  it('replaces a key that was revoked, and only that', async () => {
    const first = await start()
    const credentials = createCredentials(state)
    const principal = await credentials.verify(first.writeKey)
    await credentials.revoke(principal?.id ?? '')
    const second = await start()
    expect(second.writeKey).not.toBe(first.writeKey)
    expect(second.apiKeys).toEqual(first.apiKeys)
    expect(await createCredentials(state).verify(second.writeKey)).toMatchObject({ source: 'demo' })
  })

  it('trusts no key because it stands in the file', async () => {
    const first = await start()
    const other = await createCredentials(state).create({ kind: 'write', tenant: 'other', source: 'demo' })
    await writeFile(path(), JSON.stringify({ ...first, writeKey: other.secret }))
    expect((await start()).writeKey).not.toBe(other.secret)
    await writeFile(path(), JSON.stringify({ ...first, apiKeys: { ...first.apiKeys, manage: first.apiKeys.read } }))
    expect((await start()).apiKeys.manage).not.toBe(first.apiKeys.read)
  })

  it.each(['', '{', '{"version":1}'])('makes a new file in place of a broken one: %j', async text => {
    await start()
    await writeFile(path(), text, { mode: 0o644 })
    await writeFile(`${path()}.draft`, 'left by a crash', { mode: 0o644 })
    const file = await start()
    expect(await onDisk()).toEqual(file)
    expect((await stat(path())).mode & 0o777).toBe(0o600)
    expect(await createCredentials(state).verify(file.writeKey)).toBeDefined()
    expect(await readdir(dataDir)).not.toContain('credentials.json.draft')
  })
})
