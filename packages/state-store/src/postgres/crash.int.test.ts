import { findPostgres, type PostgresServer } from '@weir/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Contender, startContender } from '../fixture/contenders.ts'
import type { StateStore } from '../state-store.ts'
import { openPostgresStateStore } from './postgres-state-store.ts'

const server = await findPostgres()

describe.skipIf(!server)('the state store when its server crashes', () => {
  const { createDatabase, kill, start } = server as PostgresServer
  let state: StateStore
  let contenders: Contender[]

  const begin = async (count: number) => {
    const url = await createDatabase()
    state = await openPostgresStateStore({ url })
    contenders = await Promise.all(Array.from({ length: count }, () => startContender(url)))
  }
  const keys = async (collection: string) => (await state.list(collection, { limit: 1_000_000 })).map(({ key }) => key)
  const moreFrom = async (contender: Contender, count: number) => {
    const enough = contender.written.length + count
    await expect.poll(() => contender.written.length).toBeGreaterThan(enough)
  }
  const crash = async () => {
    await kill()
    await start()
  }

  beforeEach(() => {
    contenders = []
  })
  afterEach(async () => {
    await Promise.all(contenders.map(contender => contender.kill()))
    await state.close()
  })

  it('keeps what was answered, has nothing of what was refused, and doubles nothing', async () => {
    await begin(3)
    const outcomes = Promise.all(contenders.map((contender, n) => contender.tell('compete', `c${n}`)))
    for (let crashes = 0; crashes < 4; crashes += 1) {
      await Promise.all(contenders.map(contender => moreFrom(contender, 5)))
      await crash()
    }
    await Promise.all(contenders.map(contender => moreFrom(contender, 5)))
    await Promise.all(contenders.map(contender => contender.tell('stop')))
    const attempts = await outcomes
    const receipts = new Set(await keys('receipts'))
    const done = new Set(attempts.flatMap(attempt => attempt.done))
    expect(
      [...done].filter(receipt => !receipts.has(receipt)),
      'answered, and lost',
    ).toEqual([])
    const refused = attempts.flatMap(attempt => attempt.refused)
    expect(
      refused.filter(receipt => receipts.has(receipt)),
      'refused, and there',
    ).toEqual([])
    const unknown = new Set(attempts.flatMap(attempt => attempt.unknown))
    expect(
      [...receipts].filter(receipt => !done.has(receipt) && !unknown.has(receipt)),
      'from nowhere',
    ).toEqual([])
    expect(await state.get('race', 'sum')).toMatchObject({ value: receipts.size, version: receipts.size })
  })

  it('never has two holders of one epoch, and lets no paused one write', async () => {
    await begin(2)
    const reigns = Promise.all(contenders.map(contender => contender.tell('reign', 1_500)))
    const epochOf = (key = '') => Number(key.slice(0, 5))
    const newest = () => Math.max(0, ...contenders.map(({ written }) => epochOf(written.at(-1))))
    const afterEpoch = (epoch: number) => expect.poll(newest).toBeGreaterThan(epoch)

    await afterEpoch(0)
    for (let crashes = 0; crashes < 2; crashes += 1) {
      const written = contenders.reduce((sum, contender) => sum + contender.written.length, 0)
      await crash()
      await expect
        .poll(() => contenders.reduce((sum, contender) => sum + contender.written.length, 0))
        .toBeGreaterThan(written + 5)
    }

    const leads = (contender: Contender) => epochOf(contender.written.at(-1)) === newest()
    const [paused, other] = [...contenders].sort((a, b) => Number(leads(b)) - Number(leads(a))) as [
      Contender,
      Contender,
    ]
    const epoch = newest()
    paused.signal('SIGSTOP')
    await expect.poll(() => epochOf(other.written.at(-1))).toBeGreaterThan(epoch)
    const left = (await keys('reigns')).filter(key => epochOf(key) === epoch)
    const woken = paused.tell('lead')
    paused.signal('SIGCONT')
    expect(await woken).toBe('CONFLICT')
    expect((await keys('reigns')).filter(key => epochOf(key) === epoch)).toEqual(left)

    await Promise.all(contenders.map(contender => contender.tell('stop')))
    const epochs = (await reigns).flat()
    expect(new Set(epochs).size).toBe(epochs.length)
    const holders = new Map<number, Set<string>>()
    for (const key of await keys('reigns')) {
      const [, holder = ''] = /^\d+\/(.*)\/\d+$/.exec(key) ?? []
      holders.set(epochOf(key), (holders.get(epochOf(key)) ?? new Set()).add(holder))
    }
    expect([...holders].filter(([, who]) => who.size !== 1)).toEqual([])
  })
})
