import { isWeirError } from '@weir/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insertOnce } from './insert-once.ts'
import { createSimulatedStore, type Fate } from './simulated-store.fixture.ts'

const range = {
  table: 'weir_data.events',
  columns: ['a'],
  rows: Buffer.from('[1]\n'),
  rowCount: 1,
  token: { log: 'g1', partition: 3, from: 10, to: 20 },
  readBack: { where: 'partition = 3' },
  unknown: false,
}
const limits = { patienceMs: 1_000, pollMs: 0 }
const token = (attempt: number) => `weir_data.events/g1/3/10-20/${attempt}`

/** As a service does it: again after every outage, from then on in doubt. */
async function insertUntilDone(simulated: ReturnType<typeof createSimulatedStore>, unknown = false) {
  for (let again = unknown, calls = 1; ; again = true, calls++) {
    try {
      return { ...(await insertOnce(simulated.store, { ...range, unknown: again }, limits)), calls }
    } catch (error) {
      if (!isWeirError(error, 'CLICKHOUSE_UNAVAILABLE')) throw error
    }
  }
}

describe('insertOnce', () => {
  it('sends once and believes an answer that confirms every row', async () => {
    const simulated = createSimulatedStore([])
    expect(await insertOnce(simulated.store, range, limits)).toEqual({ attempt: 1, repeated: false })
    expect(simulated.inserts).toEqual([token(1)])
  })

  it('looks before it sends anything when it does not know', async () => {
    const simulated = createSimulatedStore(['answer-lost'])
    await simulated.store.insert({ ...range, settings: { insert_deduplication_token: token(1) } }).catch(() => {})
    expect(await insertOnce(simulated.store, { ...range, unknown: true }, limits)).toEqual({
      attempt: 1,
      repeated: true,
    })
    expect(simulated.inserts).toHaveLength(1)
  })

  const cases: [string, Fate[], string[]][] = [
    ['the answer is lost', ['answer-lost'], [token(1)]],
    ['the request is lost', ['request-lost'], [token(1), token(1)]],
    ['something else says OK', ['fake-ok', 'fake-ok'], [token(1), token(1), token(1)]],
    ['the first insert comes later than its retry', [{ late: 20 }], [token(1), token(1)]],
    ['a crash spends the token', ['token-only'], [token(1), token(1), token(2)]],
    [
      'crashes spend several tokens',
      ['token-only', 'done', 'token-only'],
      [token(1), token(1), token(2), token(2), token(3)],
    ],
    ['the insert still runs, its token recorded', [{ torn: 6 }], [token(1)]],
  ]
  for (const [what, fates, sent] of cases) {
    it(`stores the rows once when ${what}`, async () => {
      const simulated = createSimulatedStore(fates)
      await insertUntilDone(simulated)
      simulated.settle()
      expect(simulated.rows).toEqual(['[1]\n'])
      expect(simulated.inserts).toEqual(sent)
    })
  }

  it('says so when rows are refused, and sends nothing more', async () => {
    const simulated = createSimulatedStore(['refused'])
    await expect(insertOnce(simulated.store, range, limits)).rejects.toMatchObject({ code: 'CLICKHOUSE_DATA_REFUSED' })
    expect(simulated.inserts).toHaveLength(1)
  })

  it('never takes a second attempt on a Replicated table', async () => {
    const simulated = createSimulatedStore(['answer-lost', 'done'], { engine: 'ReplicatedMergeTree' })
    expect(await insertOnce(simulated.store, range, limits)).toEqual({ attempt: 1, repeated: true })
    const blind = createSimulatedStore(['token-only-ok'], { engine: 'ReplicatedMergeTree' })
    await insertOnce(blind.store, { ...range, unknown: true }, limits)
    expect(blind.inserts).toEqual([token(1)])
  })

  it('gives up, to come again, when nothing confirms and when tokens run out', async () => {
    const fake = createSimulatedStore(Array(20).fill('fake-ok'))
    await expect(insertOnce(fake.store, range, limits)).rejects.toMatchObject({ code: 'CLICKHOUSE_UNAVAILABLE' })
    const blind = createSimulatedStore(Array(20).fill('token-only-ok'))
    await expect(insertOnce(blind.store, { ...range, unknown: true }, limits)).rejects.toThrow('tokens are spent')
    const stuck = createSimulatedStore([{ torn: 1_000_000 }])
    await expect(insertOnce(stuck.store, range, { patienceMs: 20, pollMs: 1 })).rejects.toThrow('still running')
  })

  it('stores the rows exactly once under any sequence of faults and callers', async () => {
    const fate = fc.oneof(
      fc.constantFrom<Fate>('done', 'answer-lost', 'request-lost', 'token-only', 'fake-ok'),
      fc.integer({ min: 1, max: 60 }).map(late => ({ late })),
      fc.integer({ min: 1, max: 12 }).map(torn => ({ torn })),
    )
    // A first caller that vanishes in the middle (it takes `cut` fates with it), then one that takes over.
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { maxLength: 7 }),
        fc.array(fate, { maxLength: 7 }),
        fc.nat(2),
        async (first, then, lateCalls) => {
          const fates = [...first]
          const simulated = createSimulatedStore(fates)
          if (first[0] === 'fake-ok' || first.length === 0) fates.unshift({ late: lateCalls })
          await insertOnce(simulated.store, range, limits).catch(() => {})
          fates.splice(0, fates.length, ...then)
          await insertUntilDone(simulated, true)
          simulated.settle()
          expect(simulated.rows).toEqual(['[1]\n'])
        },
      ),
      { numRuns: 600 },
    )
  })
})
