import { findPostgres, type PostgresServer } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Operation, StateStore } from '../state-store.ts'
import { openPostgresStateStore } from './postgres-state-store.ts'

const server = await findPostgres()

const rounds = 40

describe.skipIf(!server)('state transactions at the same time', () => {
  let stores: [StateStore, StateStore]
  beforeAll(async () => {
    const url = await (server as PostgresServer).createDatabase()
    // Without patience a deadlock would not be tried again, but seen.
    const open = () => openPostgresStateStore({ url, patienceMs: 0, connectTimeoutMs: 15_000 })
    stores = [await open(), await open()]
  })
  afterAll(() => Promise.all(stores.map(store => store.close())))

  const versionsOf = async (of: string) => (await stores[0].list(of, { limit: 5_000 })).map(({ version }) => version)

  it('never deadlock, whatever order they name their documents in', async () => {
    const documents = ['a', 'b', 'c', 'd', 'e'].map(key => ({ put: 'crossing', key, value: 1 }))
    const [forth, back] = stores
    await Promise.all(
      Array.from({ length: rounds }, () => [forth.transact(documents), back.transact(documents.toReversed())]).flat(),
    )
    expect(await versionsOf('crossing')).toEqual(documents.map(() => 2 * rounds))
  })

  it('cannot both rely on the absence of what the other one makes', async () => {
    for (let n = 0; n < rounds; n += 1) {
      const without = (absent: string, made: string): Operation[] => [
        { check: 'skew', key: `${absent}/${n}`, expect: 0 },
        { put: 'skew', key: `${made}/${n}`, value: n },
      ]
      const outcomes = await Promise.allSettled([
        stores[0].transact(without('left', 'right')),
        stores[1].transact(without('right', 'left')),
      ])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
  })

  it('may share a check, and name more documents than the server keeps locks for', async () => {
    const fence = { put: 'fences', key: 'leader', value: 1 }
    await stores[0].transact([fence])
    const many = Array.from({ length: 2_000 }, (_, n) => ({ put: 'many', key: String(n), value: n }))
    const check = { check: 'fences', key: 'leader', expect: 1 }
    const few = many.slice(0, 3)
    await Promise.all(stores.flatMap(store => [store.transact([check, ...many]), store.transact([check, ...few])]))
    const versions = await versionsOf('many')
    expect(versions.filter(version => version === 4)).toHaveLength(few.length)
    expect(versions.filter(version => version === 2)).toHaveLength(many.length - few.length)
  })
})
