import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { createPositions } from '../create-positions.ts'
import type { StateStore } from '../state-store.ts'

type Range = { from: number; to: number }
type Extra = { highest: number }

const stage = { group: 'processor', topic: 'events.identified', generation: 'g1' }
const at = { ...stage, partition: 3 }

/** Taking, fencing, intents. */
export function positionContract(store: () => StateStore): void {
  const take = () => createPositions(store()).take<Range, Extra>(at)

  it('begins at 0, epoch 1, with nothing intended', async () => {
    expect((await take()).current).toEqual({ epoch: 1, next: 0, intent: undefined, extra: undefined })
  })

  it('keeps intent, position and extra across owners, and raises the epoch', async () => {
    const first = await take()
    await first.intend({ from: 0, to: 9 })
    await first.advance(10, { highest: 7 })
    expect(first.current).toEqual({ epoch: 1, next: 10, intent: undefined, extra: { highest: 7 } })
    await first.intend({ from: 10, to: 12 })
    const second = await take()
    expect(second.current).toEqual({ epoch: 2, next: 10, intent: { from: 10, to: 12 }, extra: { highest: 7 } })
    await second.advance(13)
    expect((await take()).current).toEqual({ epoch: 3, next: 13, intent: undefined, extra: { highest: 7 } })
  })

  it('lets an intent be replaced, and no position go back', async () => {
    const position = await take()
    await position.intend({ from: 0, to: 9 })
    await position.intend({ from: 0, to: 4 })
    expect(position.current.intent).toEqual({ from: 0, to: 4 })
    await position.advance(5)
    await expect(position.advance(4)).rejects.toMatchObject({ code: 'INTERNAL' })
    expect((await take()).current.next).toBe(5)
  })

  it('fences the former owner: a zombie changes nothing', async () => {
    const zombie = await take()
    await zombie.intend({ from: 0, to: 9 })
    const owner = await take()
    await expect(zombie.advance(10)).rejects.toMatchObject({ code: 'FENCED' })
    await expect(zombie.intend({ from: 0, to: 3 })).rejects.toMatchObject({ code: 'FENCED' })
    await expect(zombie.assertOwned()).rejects.toMatchObject({ code: 'FENCED' })
    await owner.assertOwned()
    expect(zombie.current).toMatchObject({ epoch: 1, next: 0 })
    await owner.advance(10, { highest: 1 })
    await expect(zombie.advance(20)).rejects.toMatchObject({ code: 'FENCED' })
    expect((await take()).current).toMatchObject({ next: 10, intent: undefined, extra: { highest: 1 } })
  })

  it('gives every one of many takers an epoch of its own; the last one owns it', async () => {
    const taken = await Promise.all(Array.from({ length: 10 }, take))
    const epochs = taken.map(({ current }) => current.epoch)
    expect([...epochs].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1))
    const outcomes = await Promise.allSettled(taken.map(position => position.advance(position.current.epoch)))
    expect(outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [epochs[n]] : []))).toEqual([10])
  })

  it('is not fenced by its own write when the answer was lost', async () => {
    let lose = false
    const forgetful: StateStore = {
      ...store(),
      async transact(steps) {
        await store().transact(steps)
        if (lose) throw new WeirError('STATE_UNAVAILABLE', 'the answer was lost')
      },
    }
    const position = await createPositions(forgetful).take<Range, Extra>(at)
    lose = true
    await expect(position.intend({ from: 0, to: 9 })).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    lose = false
    await position.intend({ from: 0, to: 9 })
    await position.advance(10)
    expect((await take()).current).toMatchObject({ epoch: 2, next: 10, intent: undefined })
  })

  it('reads every partition without taking it', async () => {
    const positions = createPositions(store())
    for (const partition of [0, 11, 2]) await (await positions.take({ ...stage, partition })).advance(partition)
    await (await positions.take({ ...stage, generation: 'g2', partition: 5 })).advance(1)
    await (await positions.take({ ...stage, group: 'ledger', partition: 6 })).advance(1)
    const read = await positions.read(stage)
    expect([...read].map(([partition, { next, epoch }]) => [partition, next, epoch])).toEqual([
      [0, 0, 1],
      [2, 2, 1],
      [11, 11, 1],
    ])
    expect((await positions.take({ ...stage, partition: 2 })).current.epoch).toBe(2)
  })
}
