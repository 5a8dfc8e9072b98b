import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStateStore } from '@weir/state-store'
import { afterAll, describe, expect, it } from 'vitest'
import { createCredentials } from './credentials.ts'
import { createLoginTokens } from './login-tokens.ts'

const directory = await mkdtemp(join(tmpdir(), 'weir-credentials-'))
const url = `lmdb:${directory}`

describe('credentials on LMDB', () => {
  afterAll(() => rm(directory, { recursive: true }))

  it('outlive the process that made them', async () => {
    const first = await openStateStore({ url })
    const kept = await createCredentials(first).create({ kind: 'write', tenant: 'acme', source: 'web' })
    const revoked = await createCredentials(first).create({ kind: 'api', tenant: 'acme', scopes: ['read'] })
    await createCredentials(first).revoke(revoked.principal.id)
    const token = await createLoginTokens(first).issue('acme')
    await first.close()

    const second = await openStateStore({ url })
    const credentials = createCredentials(second)
    expect(await credentials.verify(kept.secret)).toEqual(kept.principal)
    expect(await credentials.verify(revoked.secret)).toBeUndefined()
    expect((await credentials.list('acme')).filter(({ revokedAt }) => revokedAt === undefined)).toHaveLength(1)
    const session = await createLoginTokens(second).redeem(token)
    expect(await createLoginTokens(second).session(session?.id ?? '')).toEqual(session)
    await second.close()
  })
})
