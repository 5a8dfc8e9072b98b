import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSecrets } from '@weir/credentials'
import { hmacFingerprint } from '@weir/privacy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWeir } from '../command/run-weir.fixture.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'weir-secrets-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('weir secrets create', () => {
  it('makes the secrets of an installation, tells none of them, and never makes them again', async () => {
    const directory = join(dir, 'secrets')
    const made = await runWeir(['secrets', 'create', '--json'], { WEIR_SECRETS_DIR: directory })
    expect(made.code).toBe(0)
    const secrets = await readSecrets(dir, directory)
    const fingerprint = hmacFingerprint(secrets)
    expect(JSON.parse(made.stdout)).toEqual({ directory, files: ['hmac.key', 'sealing-1.key'], fingerprint })
    const key = await readFile(join(directory, 'hmac.key'), 'utf8')
    expect(made.stdout + made.stderr).not.toContain(key.trim())
    expect((await stat(join(directory, 'hmac.key'))).mode & 0o777).toBe(0o600)

    const again = await runWeir(['secrets', 'create'], { WEIR_SECRETS_DIR: directory })
    expect(again.code).toBe(78)
    expect(again.stderr).toMatch(/there are secrets in .* already\n.*copy them/)
    expect(await readFile(join(directory, 'hmac.key'), 'utf8')).toBe(key)
  })
})
