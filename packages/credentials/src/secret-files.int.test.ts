import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openText, sealText } from '@weir/privacy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSecrets, ensureSecrets, readSecrets, secretsDir } from './secret-files.ts'

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

describe('secrets', () => {
  let data: string
  const file = (name: string) => join(data, 'secrets', name)
  const put = async (name: string, text = `${'ab'.repeat(32)}\n`, mode = 0o600) => {
    await mkdir(join(data, 'secrets'), { recursive: true })
    await writeFile(file(name), text, { mode })
    await chmod(file(name), mode)
  }

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'weir-secrets-'))
  })
  afterEach(() => rm(data, { recursive: true }))

  it('are made on the first start, for our eyes only, and stay', async () => {
    const made = await ensureSecrets(data)
    expect(made.hmac).toHaveLength(32)
    expect(made.sealing.keys.get(made.sealing.current)).toHaveLength(32)
    expect(await modeOf(join(data, 'secrets'))).toBe(0o700)
    expect((await readdir(join(data, 'secrets'))).sort()).toEqual(['hmac.key', 'sealing-1.key'])
    for (const name of ['hmac.key', 'sealing-1.key']) expect(await modeOf(file(name))).toBe(0o600)
    expect(await ensureSecrets(data)).toEqual(made)
    expect(await readSecrets(data)).toEqual(made)
  })

  it('are the same for all when several processes make them at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureSecrets(data)))
    for (const secrets of made) expect(secrets).toEqual(made[0])
    expect(await readdir(join(data, 'secrets'))).toHaveLength(2)
  })

  it('complete a first start that crashed between two files', async () => {
    await put('hmac.key')
    expect(Buffer.from((await ensureSecrets(data)).hmac).toString('hex')).toBe('ab'.repeat(32))
    expect(await readdir(join(data, 'secrets'))).toContain('sealing-1.key')
  })

  it('rotate by one more file, with which old values still open', async () => {
    const before = await ensureSecrets(data)
    const sealed = sealText(before, 'address')
    for (const id of ['9', '10']) await put(`sealing-${id}.key`, id.padStart(64, '0'))
    const after = await readSecrets(data)
    expect(after.sealing.current).toBe('10')
    expect([...after.sealing.keys.keys()]).toEqual(['1', '9', '10'])
    expect(openText(after, sealed)).toBe('address')
    expect(() => openText(before, sealText(after, 'address'))).toThrow(/10/)
  })

  it('may lie elsewhere', async () => {
    const dir = join(data, 'mounted')
    const made = await ensureSecrets(data, dir)
    expect(await readSecrets(data, dir)).toEqual(made)
    await expect(readSecrets(data)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    expect(secretsDir({ WEIR_DATA_DIR: data })).toBe(join(data, 'secrets'))
    expect(secretsDir({ WEIR_DATA_DIR: data, WEIR_SECRETS_DIR: dir })).toBe(dir)
  })

  it('are asked for with the remedy, and never made by reading', async () => {
    await expect(readSecrets(data)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      remedy: expect.stringContaining('weir secrets create'),
    })
    expect(await readdir(data)).toEqual([])
    await put('hmac.key')
    await expect(readSecrets(data)).rejects.toThrow(/lacks a sealing key/)
  })

  it('are made for several machines once, and never over others', async () => {
    const dir = join(data, 'shared')
    const made = await createSecrets(dir)
    expect(await readSecrets(data, dir)).toEqual(made)
    await expect(createSecrets(dir)).rejects.toMatchObject({ code: 'CONFIG_INVALID', field: 'WEIR_SECRETS_DIR' })
    expect(await readSecrets(data, dir)).toEqual(made)
  })

  it('are refused when malformed or open to everybody', async () => {
    await put('hmac.key')
    await put('sealing-1.key')
    await put('hmac.key', 'too short')
    await expect(readSecrets(data)).rejects.toThrow(/64 hex digits/)
    await put('hmac.key', undefined, 0o604)
    await expect(readSecrets(data)).rejects.toMatchObject({ remedy: `chmod 600 ${file('hmac.key')}` })
    await put('hmac.key', undefined, 0o640)
    await readSecrets(data)
  })

  it('leave no draft behind', async () => {
    await ensureSecrets(data)
    expect((await readdir(join(data, 'secrets'))).filter(name => name.includes('draft'))).toEqual([])
    expect(await readFile(file('hmac.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  })
})
