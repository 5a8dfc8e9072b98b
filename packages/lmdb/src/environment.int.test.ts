import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import * as lmdb from 'lmdb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type LmdbEnvironment, type LmdbOptions, openLmdb } from './environment.ts'
import { startHolder } from './fixture/holders.ts'

let path: string
let opened: LmdbEnvironment[]

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'weir-lmdb-'))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map(env => env.close()))
  await rm(path, { recursive: true })
})
const openTable = async (options: Partial<LmdbOptions> = {}) => {
  const env = await openLmdb({ path, ...options })
  opened.push(env)
  return { env, table: env.table<string, string>('table', { encoding: 'string' }) }
}

it('undoes a transaction that throws, and passes the error on', async () => {
  const { env, table } = await openTable()
  await env.transact(() => table.putSync('key', 'old'))
  const reason = new WeirError('CONFLICT', 'no')
  const failing = env.transact(() => {
    table.putSync('key', 'new')
    table.putSync('other', 'new')
    throw reason
  })
  await expect(failing).rejects.toBe(reason)
  expect([table.get('key'), table.get('other')]).toEqual(['old', undefined])
  expect(await env.transact(() => table.get('key'))).toBe('old')
})

it('commits only after a flush: no option that puts the flush off is set', async () => {
  await openTable()
  const root = lmdb.open({ path, noSubdir: false, overlappingSync: false }) // shares what is open in this process
  const { nativeAddon } = lmdb as unknown as { nativeAddon: { getEnvFlags(address: number): number } }
  const flags = nativeAddon.getEnvFlags((root as unknown as { env: { address: number } }).env.address)
  const lazy = { overlappingSync: 0x1000, noSync: 0x10000, noMetaSync: 0x40000, mapAsync: 0x100000 }
  expect(Object.entries(lazy).filter(([, flag]) => (flags & flag) !== 0)).toEqual([])
  await root.close()
})

it('is shared by all who open the directory in one process, and closed by the last', async () => {
  const one = await openTable()
  const two = await openTable()
  await Promise.all([one, two].map(({ env, table }, at) => env.transact(() => table.putSync(`key-${at}`, 'value'))))
  await one.env.close()
  await one.env.close()
  two.env.refresh()
  expect([two.table.get('key-0'), two.table.get('key-1')]).toEqual(['value', 'value'])
  await two.env.close()
  const three = await openTable()
  expect(three.table.get('key-0')).toBe('value')
})

it('opens other environments while transactions run', async () => {
  const { env, table } = await openTable()
  const writes = Array.from({ length: 50 }, (_, at) => env.transact(() => table.putSync(`key-${at}`, 'value')))
  const other = await openTable({ path: join(path, 'other.environment') })
  await other.env.transact(() => other.table.putSync('key', 'value'))
  await Promise.all(writes)
  expect(table.getCount()).toBe(50)
})

it.each([
  ['another format', { name: 'state', version: 1 }],
  ['another version', { name: 'log', version: 2 }],
])('refuses a directory of %s', async (_, format) => {
  await openTable({ format: { name: 'log', version: 1 } })
  await expect(openLmdb({ path, format })).rejects.toMatchObject({ code: 'DATA_DIR_VERSION' })
})

it('refuses a directory that is not its own, or damaged', async () => {
  const [foreign, damaged] = [join(path, 'foreign'), join(path, 'damaged')]
  await mkdir(foreign)
  await writeFile(join(foreign, 'data.mdb'), 'something')
  await expect(openLmdb({ path: foreign })).rejects.toMatchObject({ code: 'DATA_DIR_VERSION' })
  await mkdir(damaged)
  await writeFile(join(damaged, 'weir.json'), '{"name":"lmdb","version":1}')
  await writeFile(join(damaged, 'data.mdb'), Buffer.alloc(8_192, 'something'))
  await expect(openLmdb({ path: damaged })).rejects.toMatchObject({ code: 'DATA_DIR_VERSION' })
  const missing = openLmdb({ path: join(path, 'missing'), readOnly: true })
  await expect(missing).rejects.toMatchObject({ code: 'DATA_DIR_VERSION' })
})

it('goes on writing after the holder of the writer lock is killed in mid-transaction', async () => {
  const { env, table } = await openTable()
  const holder = await startHolder(path, 'writer')
  const writing = env.transact(() => table.putSync('key', 'value'))
  await holder.kill()
  await writing
  expect([table.get('key'), table.get('half')]).toEqual(['value', undefined])
})

it('lets a process end in the middle of a transaction, and others write on', async () => {
  const { env, table } = await openTable()
  for (let round = 0; round < 3; round++) {
    const leaver = await startHolder(path, 'leaver')
    await leaver.ended
    await env.transact(() => table.putSync('key', `${round}`))
    expect(table.get('key')).toBe(`${round}`)
  }
})

it('gives a write up after its deadline, as one of unknown fate, and recovers', async () => {
  const { env, table } = await openTable({ transactTimeoutMs: 200, unavailable: 'STATE_UNAVAILABLE' })
  const holder = await startHolder(path, 'writer')
  const put = (key: string) => env.transact(() => table.putSync(key, 'value'))
  await expect(put('late')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE', retryable: true })
  await expect(put('behind')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
  await holder.kill()
  await vi.waitFor(() => put('after'), { timeout: 180_000 })
  env.refresh()
  expect([table.get('late'), table.get('behind'), table.get('after')]).toEqual(['value', undefined, 'value'])
})

it('frees the snapshots of the dead', async () => {
  const { env, table } = await openTable()
  await env.transact(() => table.putSync('key', 'value'))
  const holder = await startHolder(path, 'reader')
  expect(env.checkReaders()).toBe(0)
  await holder.kill()
  expect(env.checkReaders()).toBeGreaterThan(0)
})
