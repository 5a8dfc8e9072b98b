import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { retrying } from '@weir/lifecycle'
import { openPostgres } from '@weir/postgres'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { factsOf, type Seen } from '../contract/graph.ts'
import type { IdentityStore, Mark } from '../identity-store.ts'
import { createMemoryIdentityStore } from '../memory/memory-identity-store.ts'
import { crowdOf } from './crowd.fixture.ts'
import { newDatabase, server } from './database.fixture.ts'
import { createPostgresIdentityStore } from './postgres-identity-store.ts'
import { dumpOf } from './state-dump.fixture.ts'
import type { Course } from './worker.fixture.ts'

const program = fileURLToPath(new URL('../../../dist/store/postgres/worker.fixture.js', import.meta.url))
const batches = 40
const statements = ['the ids', 'the locks', 'the links', 'writing links', 'writing keys', 'COMMIT']

let database: Awaited<ReturnType<typeof newDatabase>>

async function claimed(): Promise<IdentityStore> {
  const store = await database.openStore()
  await store.claim(1)
  return store
}

const applyAll = async (store: IdentityStore, seed: number, onBatch: (batch: number) => void = () => {}) => {
  for (const [at, batch] of crowdOf(seed, batches).entries()) {
    await retrying(() => store.apply(factsOf(batch)), { signal: AbortSignal.timeout(60_000) })
    onBatch(at)
  }
}

/** Its exit: a signal's name, or 0. */
async function run(course: Course, onSpawn: (pid: number) => void = () => {}): Promise<string | number> {
  const child = fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(course)
  onSpawn(child.pid!)
  const [code, signal] = await once(child, 'exit')
  return signal ?? code
}

async function expectState(store: IdentityStore, seeds: readonly number[]): Promise<void> {
  const events: Seen[] = seeds.flatMap(seed => crowdOf(seed, batches).flat())
  const reference = createMemoryIdentityStore()
  await reference.claim(1)
  await reference.apply(factsOf(events))
  expect((await dumpOf(store, events)).graph).toEqual((await dumpOf(reference, events)).graph)
}

describe.skipIf(!server)('the identity state in PostgreSQL', () => {
  beforeEach(async () => {
    database = await newDatabase()
  })
  afterEach(() => database.dispose())

  it('is whole after workers were killed in the middle of their transactions, and holds nobody up', async () => {
    const stores = [await claimed(), await claimed()]
    const doomed = statements.map((_, at) => at + 10)
    const living = Promise.all(stores.map((store, seed) => applyAll(store, seed)))
    const exits = await Promise.all(
      doomed.map((seed, at) =>
        run({ url: database.url, seed, batches, stop: { signal: 'SIGKILL', transaction: 8, statement: at + 1 } }),
      ),
    )
    expect(exits).toEqual(doomed.map(() => 'SIGKILL'))
    await living
    expect(await run({ url: database.url, seed: 20, batches })).toBe(0)
    await Promise.all(doomed.map((seed, at) => applyAll(stores[at % 2]!, seed)))
    await expectState(stores[0]!, [0, 1, 20, ...doomed])
  })

  it('does not wait for a worker that stands still with locks in its hands; when it goes on it does no harm', async () => {
    const store = await claimed()
    let pid = 0
    const stop = { signal: 'SIGSTOP', transaction: 30, statement: 5 } as const
    const stopped = run({ url: database.url, seed: 0, batches, stop }, spawned => {
      pid = spawned
    })
    const observer = await database.open()
    const locked = `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND now() - state_change > '200 ms'`
    await expect.poll(() => observer.query(locked)).not.toEqual([])
    await applyAll(store, 0)
    await applyAll(store, 1)
    process.kill(pid, 'SIGCONT')
    expect(await stopped).toBe(0)
    await expectState(store, [0, 1])
  })

  it('goes on by itself after the server was killed under load, and nothing is lost', async () => {
    const stores = [await claimed(), await claimed(), await claimed()]
    const restart = async () => {
      await server!.kill()
      await server!.start()
    }
    let restarts = Promise.resolve()
    await Promise.all(
      stores.map((store, seed) =>
        applyAll(store, seed, batch => {
          if (seed === 0 && (batch === 10 || batch === 25)) restarts = restarts.then(restart)
        }),
      ),
    )
    await restarts
    await expectState(stores[0]!, [0, 1, 2])
  })

  it('never falls behind a mark, not even one that saw ids of a transaction the crash undid', async () => {
    // What nobody waits for stays off the disk for a while.
    const admin = await openPostgres({ url: server!.url })
    await admin.query(`ALTER SYSTEM SET wal_writer_delay = '10s'`)
    await admin.query('SELECT pg_reload_conf()')
    await admin.close()
    const postgres = await database.open()
    const store = createPostgresIdentityStore(postgres)
    // A new connection writes, and would take everything to the disk.
    await Promise.all([1, 2, 3].map(() => store.mark()))
    let before: Mark | undefined
    const take = `SELECT nextval('weir.identity_key_ids'), nextval('weir.identity_commits') FROM generate_series(1, 1000)`
    await postgres.transact(async session => {
      if (before) return
      await session.query(take)
      before = await store.mark()
      await server!.kill()
      await server!.start()
    })
    const after = await store.mark()
    expect(before!.highWater).toBe(1_000)
    expect(after.generation).toBe(before!.generation)
    expect(after.highWater).toBeGreaterThanOrEqual(before!.highWater)
    expect(after.commits).toBeGreaterThanOrEqual(before!.commits)
  })
})
