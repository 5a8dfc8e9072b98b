import { createMemoryStateStore } from '@weir/state-store'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Credentials, createCredentials } from './credentials.ts'

describe('a key that is rotated', () => {
  let credentials: Credentials
  let now: number
  const write = { kind: 'write', tenant: 'acme', source: 'web' } as const

  beforeEach(() => {
    now = 1_000
    credentials = createCredentials(createMemoryStateStore(), { now: () => now })
  })

  it('is valid beside its successor, and then no longer', async () => {
    const old = await credentials.create(write)
    await credentials.verify(old.secret)
    const next = await credentials.rotate(old.principal.id, { keepMs: 500 })
    expect(await credentials.verify(old.secret)).toMatchObject({ id: old.principal.id, source: 'web' })
    expect(await credentials.verify(next.secret)).toEqual(next.principal)
    expect(next.principal).toMatchObject({ kind: 'write', tenant: 'acme', source: 'web', scopes: ['ingest'] })
    now = 1_500
    expect(await credentials.verify(old.secret)).toBeUndefined()
    expect(await credentials.verify(next.secret)).toEqual(next.principal)
    const listed = await credentials.list('acme')
    expect(listed).toContainEqual(expect.objectContaining({ id: old.principal.id, expiresAt: 1_500 }))
    expect(listed).toContainEqual(expect.objectContaining({ id: next.principal.id, replaces: old.principal.id }))
  })

  it('has two generations at most', async () => {
    const first = await credentials.create(write)
    const second = await credentials.rotate(first.principal.id, { keepMs: 500 })
    await credentials.verify(first.secret)
    await credentials.rotate(second.principal.id, { keepMs: 500 })
    expect(await credentials.verify(first.secret)).toBeUndefined()
    expect(await credentials.verify(second.secret)).toBeDefined()
  })

  it('is not rotated twice, nor when it is gone', async () => {
    const { principal } = await credentials.create({ kind: 'api', tenant: 'acme', scopes: ['read'] })
    await credentials.rotate(principal.id, { keepMs: 0 })
    await expect(credentials.rotate(principal.id, { keepMs: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(credentials.rotate('acme.nobody', { keepMs: 0 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const other = await credentials.create(write)
    await credentials.rotate(other.principal.id, { keepMs: 500 })
    await expect(credentials.rotate(other.principal.id, { keepMs: 500 })).rejects.toMatchObject({ field: 'id' })
    await expect(credentials.rotate(other.principal.id, { keepMs: -1 })).rejects.toMatchObject({ field: 'keepMs' })
  })

  it('has one successor when two are asked for at once', async () => {
    const { principal } = await credentials.create(write)
    const outcomes = await Promise.allSettled([1, 2].map(() => credentials.rotate(principal.id, { keepMs: 500 })))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
