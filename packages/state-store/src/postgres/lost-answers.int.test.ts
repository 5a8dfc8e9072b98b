import { createFaultyTcp, type FaultyTcp, findPostgres, type PostgresServer, type TcpFault } from '@weir/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StateStore } from '../state-store.ts'
import { openPostgresStateStore } from './postgres-state-store.ts'

const server = await findPostgres()

const transacting = (sent: string) => sent.includes('weir.transact_documents')

describe.skipIf(!server)('a state transaction whose connection breaks', () => {
  let url: string
  let proxy: FaultyTcp
  let state: StateStore
  let other: StateStore

  beforeAll(async () => {
    url = await (server as PostgresServer).createDatabase()
    const { hostname, port } = new URL(url)
    proxy = await createFaultyTcp({ host: hostname, port: Number(port) })
    other = await openPostgresStateStore({ url })
  })
  afterAll(async () => {
    await other.close()
    await proxy.close()
  })
  beforeEach(async () => {
    const through = new URL(url)
    through.port = String(proxy.port)
    state = await openPostgresStateStore({ url: through.toString(), statementTimeoutMs: 1_000 })
    await other.transact([{ put: 'sums', key: 'n', value: 0 }])
  })
  afterEach(() => {
    proxy.clear()
    return state.close()
  })

  const add = async () => {
    const sum = await state.get<number>('sums', 'n')
    await state.transact([{ put: 'sums', key: 'n', value: (sum?.value ?? 0) + 1 }])
  }

  it.each<TcpFault>(['drop', 'lose-answer', 'hang', 'strand'])('is carried out once: %s', async fault => {
    const version = (await state.get('sums', 'n'))?.version ?? 0
    proxy.next([fault, 'lose-answer', fault], transacting)
    await add()
    expect(await state.get('sums', 'n')).toEqual({ key: 'n', value: 1, version: version + 1 })
    expect(proxy.pending).toBe(0)
  })

  /** The first answer is lost, and asking again does not get through until `proxy.clear()`. Resolves once it was tried. */
  const answerLost = async () => {
    const faults: TcpFault[] = ['lose-answer', ...Array<TcpFault>(1_000).fill('drop')]
    proxy.next(faults, transacting)
    await expect.poll(() => proxy.pending).toBeLessThan(1_000)
  }

  it('was carried out, though somebody else has written before it could be asked again', async () => {
    const version = (await state.get('sums', 'n'))?.version ?? 0
    const lost = answerLost()
    const first = state.transact([{ put: 'sums', key: 'n', value: 'ours', expect: version }])
    await lost
    await other.transact([{ put: 'sums', key: 'n', value: 'theirs', expect: version + 1 }])
    proxy.clear()
    await first
    expect(await state.get('sums', 'n')).toMatchObject({ value: 'theirs', version: version + 2 })
  })

  it('stays refused once it was refused, though it would pass by now', async () => {
    const version = (await state.get('sums', 'n'))?.version ?? 0
    const lost = answerLost()
    const refused = state.transact([{ put: 'sums', key: 'n', value: 'ours', expect: version + 1 }])
    await lost
    await other.transact([{ put: 'sums', key: 'n', value: 'theirs' }])
    proxy.clear()
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', field: 'sums/n' })
    expect(await state.get('sums', 'n')).toMatchObject({ value: 'theirs', version: version + 1 })
  })
})
