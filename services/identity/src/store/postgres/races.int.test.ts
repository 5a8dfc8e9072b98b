import type { Postgres } from '@weir/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factsOf, type Seen } from '../contract/graph.ts'
import type { Applied } from '../identity-store.ts'
import { createMemoryIdentityStore } from '../memory/memory-identity-store.ts'
import { newDatabase, server } from './database.fixture.ts'
import { createPostgresIdentityStore } from './postgres-identity-store.ts'
import { dumpOf } from './state-dump.fixture.ts'

let database: Awaited<ReturnType<typeof newDatabase>>

/** Its next transaction has written everything and waits before COMMIT, all locks in its hands. */
function pausing(postgres: Postgres) {
  let written = () => {}
  let goOn = () => {}
  const hasWritten = new Promise<void>(resolve => {
    written = resolve
  })
  const mayCommit = new Promise<void>(resolve => {
    goOn = resolve
  })
  let isArmed = false
  return {
    hasWritten,
    goOn: () => goOn(),
    arm: () => {
      isArmed = true
    },
    postgres: {
      ...postgres,
      transact: (work, options) =>
        postgres.transact(async session => {
          const result = await work(session)
          if (isArmed) {
            written()
            await mayCommit
          }
          return result
        }, options),
    } satisfies Postgres,
  }
}

/** Each case has a tenant of its own. */
let tenant: string
const event = (id: string, ...keys: number[]): Seen => ({ tenant, at: 1_700_000_000_000, source: id, id, keys })

describe.skipIf(!server)('two workers, the second waiting for what the first holds', () => {
  beforeAll(async () => {
    database = await newDatabase()
  })
  afterAll(async () => {
    await database?.dispose()
  })
  it.each([
    ['a cluster gets a new key while it is to lose itself to another', [[2, 20]], [[1, 2]]],
    ['a cluster gets a new key while it wins another', [[2, 20]], [[3, 4]]],
    ['both bring the same new key', [[2, 20]], [[4, 20]]],
    [
      'both bring the same new keys, some to each other',
      [
        [20, 21],
        [3, 22],
      ],
      [
        [22, 21],
        [1, 20],
      ],
    ],
    ['both bring the same link', [[2, 5]], [[5, 2]]],
    [
      'both bring the same link inside a cluster',
      [
        [6, 7],
        [1, 2],
      ],
      [
        [7, 6],
        [1, 4],
      ],
    ],
    ['both tell of a link that is known', [[2, 3]], [[3, 2]]],
    ['they meet in a third cluster', [[2, 4]], [[4, 6]]],
    ['they meet in a third cluster, the other way round', [[4, 6]], [[2, 4]]],
    ['one ends what the other is about to join', [[1, 7]], [[8, 20]]],
  ])('%s', async (what, first, second) => {
    tenant = what
    const before = [event('x', 1), event('x', 2, 3), event('x', 4, 5), event('x', 6, 7, 8)]
    const pause = pausing(await database.open())
    const one = createPostgresIdentityStore(pause.postgres)
    const other = await database.openStore()
    for (const store of [one, other]) await store.claim(1)
    const answers: Applied[] = [await other.apply(factsOf(before))]

    pause.arm()
    const events = { first: first.map(keys => event('a', ...keys)), second: second.map(keys => event('b', ...keys)) }
    const firstApplied = one.apply(factsOf(events.first))
    await pause.hasWritten
    const secondApplied = other.apply(factsOf(events.second))
    const observer = await database.open()
    const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await expect.poll(() => observer.query(waiting)).toHaveLength(1)
    pause.goOn()
    answers.push(await firstApplied, await secondApplied)

    const all = [...before, ...events.first, ...events.second]
    const reference = createMemoryIdentityStore()
    await reference.claim(1)
    await reference.apply(factsOf(all))
    const { graph, oneIds } = await dumpOf(other, all)
    expect(graph).toEqual((await dumpOf(reference, all)).graph)
    const told = new Map((await other.changes(1_000)).map(({ keyId, oneId }) => [keyId, oneId]))
    for (const { keyId, oneId } of answers.flatMap(({ keys }) => keys)) {
      expect(told.get(keyId) ?? oneId).toBe(oneIds.get(keyId))
    }
  })
})
