import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { createPositionKeeper, type StateMark } from './position-keeper.ts'

const insist = async <T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  signal.throwIfAborted()
  return run()
}

/** A position whose writes end when told. */
function parts(intervalMs = 0) {
  const written: number[] = []
  const told: number[] = []
  const waiting: ((error?: Error) => void)[] = []
  const position = {
    current: { epoch: 1, next: 10, intent: undefined, extra: undefined },
    advance: (next: number, extra?: StateMark) =>
      new Promise<void>((resolve, reject) => {
        expect(extra).toEqual({ generation: 'g', commits: 7 })
        waiting.push(error => {
          if (error) return reject(error)
          written.push(next)
          resolve()
        })
      }),
  }
  const keeper = createPositionKeeper({
    ...{ position, insist, intervalMs },
    mark: async () => ({ generation: 'g', commits: 7 }),
    processed: async next => void told.push(next),
  })
  const end = async (error?: Error) => {
    await expect.poll(() => waiting.length).toBe(1)
    waiting.pop()!(error)
  }
  return { keeper, written, told, waiting, end }
}

it('writes one position at a time, the newest one, and tells the log afterwards', async () => {
  const { keeper, written, told, end } = parts()
  for (const next of [11, 12, 13]) keeper.done(next)
  await end()
  await end()
  expect(written).toEqual([11, 13])
  await expect.poll(() => told).toEqual([11, 13])
  await keeper.close()
  expect(written).toEqual([11, 13])
})

it('writes what is done before it closes', async () => {
  const { keeper, written, end } = parts(60_000)
  keeper.done(11)
  await end()
  keeper.done(12)
  const closed = keeper.close()
  await end()
  await closed
  expect(written).toEqual([11, 12])
})

it('stops the work of a partition that another worker took', async () => {
  const { keeper, written, end } = parts()
  keeper.done(11)
  await end(new WeirError('FENCED', 'taken'))
  await expect.poll(() => attempt(() => keeper.done(12))).toMatchObject({ code: 'FENCED' })
  await keeper.close()
  expect(written).toEqual([])
})

function attempt(action: () => void): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
