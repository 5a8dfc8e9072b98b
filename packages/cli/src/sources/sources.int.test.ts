import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCredentials, createPlanViolations, createSourceStore, ensureSecrets } from '@weir/credentials'
import { openStateStore, type StateStore } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runWeir } from '../command/run-weir.fixture.ts'

let dataDir: string
let state: StateStore
const weir = (...args: string[]) => runWeir(args, { WEIR_DATA_DIR: dataDir })
const secretFile = async (name: string, text: string) => {
  const path = join(dataDir, name)
  await writeFile(path, `${text}\n`, { mode: 0o600 })
  return path
}
const settings = async () =>
  (await createSourceStore(state, await ensureSecrets(dataDir)).webhook('stripe', 'main'))?.settings

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-sources-'))
  await ensureSecrets(dataDir)
  state = await openStateStore({ url: `lmdb:${dataDir}/state` })
})
afterEach(async () => {
  await state.close()
  await rm(dataDir, { recursive: true, force: true })
})

// Each command is a process of its own, and a busy machine starts one in seconds.
describe('weir sources', () => {
  it('adds an endpoint, changes its secret over, lists it without, and removes it', async () => {
    const old = await secretFile('old', 'whsec_old')
    const added = await weir('sources', 'add', 'stripe', 'main', '--secret-file', old)
    expect(added).toMatchObject({ code: 0, stdout: 'POST /v1/sources/stripe/main\n' })
    expect(await settings()).toEqual({ provider: 'stripe', secrets: ['whsec_old'] })

    const next = await secretFile('new', 'whsec_new')
    expect(await weir('sources', 'add', 'stripe', 'main', '--secret-file', next, '--keep-old')).toMatchObject({
      code: 0,
    })
    expect(await settings()).toEqual({ provider: 'stripe', secrets: ['whsec_new', 'whsec_old'] })
    await weir('sources', 'set', 'main', '--origin', 'https://shop.example', '--rate', '5')

    const listed = await weir('sources', 'list', '--json')
    expect(listed.stdout).not.toContain('whsec')
    expect(JSON.parse(listed.stdout)).toMatchObject({
      sources: [{ name: 'main', settings: { origins: ['https://shop.example'], rate: { perSecond: 5 } } }],
      webhooks: [{ provider: 'stripe', path: '/v1/sources/stripe/main', secrets: { secrets: 2 } }],
    })
    expect((await weir('sources', 'list')).stdout).toMatch(/main +\/v1\/sources\/stripe\/main +2 +https:\S+ +5\/s$/m)

    expect(await weir('sources', 'remove', 'stripe', 'main')).toMatchObject({ code: 0 })
    expect((await weir('sources', 'remove', 'stripe', 'main')).code).toBe(1)
  })

  it.each([
    ['a provider nobody knows', ['paypal', 'main'], /no provider "paypal"/],
    ['no secret', ['stripe', 'main'], /secrets/],
    ['a secret that is none', ['wechat_pay', 'main', '--secret-file', 'FILE', '--public-key', 'S1=FILE'], /32 bytes/],
    ['a file that is not there', ['stripe', 'main', '--secret-file', '/nowhere'], /cannot be read/],
    ['a name nobody may have', ['stripe', 'a/b', '--secret-file', 'FILE'], /cannot name a source/],
  ])('refuses %s, and shows no secret', async (_, args, message) => {
    const path = await secretFile('file', 's3cret')
    const { code, stdout, stderr } = await weir('sources', 'add', ...args.map(arg => arg.replace('FILE', path)))
    expect([code, stdout]).toEqual([78, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('s3cret')
  })

  it('lists what was not as planned', async () => {
    expect((await weir('sources', 'violations')).stdout).toBe('Every event was as planned.\n')
    const row = { tenant: 'demo', source: 'web', plan: 'shop', kind: 'property', type: 'order.paid' } as const
    await createPlanViolations(state).add([
      { ...row, property: 'coupon', action: 'omit', count: 3, firstAt: 1_000, lastAt: 2_000 },
    ])
    expect((await weir('sources', 'violations')).stdout).toMatch(
      /web +shop +unplanned property +order\.paid +coupon +left out +3 +1970-01-01T00:00:02\.000Z/,
    )
  })

  it('rotates a write key: both are valid', async () => {
    const created = JSON.parse((await weir('keys', 'create', '--kind', 'write', '--source', 'web', '--json')).stdout)
    const rotated = await weir('keys', 'rotate', created.id, '--keep', '1h', '--json')
    const next = JSON.parse(rotated.stdout)
    expect(next).toMatchObject({ replaces: created.id, source: 'web' })
    const { verify } = createCredentials(state)
    expect(await verify(created.secret)).toMatchObject({ id: created.id })
    expect(await verify(next.secret)).toMatchObject({ id: next.id })
    expect((await weir('keys', 'rotate', created.id, '--keep', 'soon')).code).toBe(78)
  })
})
