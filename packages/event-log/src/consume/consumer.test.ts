import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import { gate } from '../contract/place.ts'
import { startConsumer } from './consumer.ts'
import type { GroupSeat, Holdings } from './seat.ts'
import type { TopicSource } from './source.ts'

const record = { partition: 0, offset: 0, value: new Uint8Array(1), appendedAt: 0 }
const source: TopicSource = {
  partitions: 1,
  bounds: () => ({ start: 0, end: 1 }),
  read: (_, from) => (from === 0 ? [record] : []),
  onAppend: () => () => {},
}

/** A seat that holds what the test says, and notes what the consumer does to it. */
function seatOf(first: Holdings) {
  const steps: string[] = []
  const releasing = gate()
  let holdings: Holdings | Error = first
  let tell = () => {}
  const seat: GroupSeat = {
    async settle() {
      steps.push('settle')
      if (holdings instanceof Error) throw holdings
      return holdings
    },
    async release(partition) {
      steps.push(`release ${partition}`)
      await releasing.passed
      if (holdings === tooMuch) holdings = { held: [], excess: [] }
    },
    async leave() {
      steps.push('leave')
    },
    onChange(listener) {
      tell = listener
      return () => {}
    },
  }
  const hold = async (next: Holdings | Error) => {
    holdings = next
    tell()
    await nextTurn()
  }
  return { seat, steps, hold, released: releasing.open }
}
const ours: Holdings = { held: [0], excess: [] }
const tooMuch: Holdings = { held: [0], excess: [0] }

it('gives a partition up only when it is closed, and takes it back only when it was given up', async () => {
  const closing = gate()
  const handler = collect({ onClosed: () => closing.passed })
  const { seat, steps, hold, released } = seatOf(ours)
  const consumer = startConsumer({ handler, source, seat, onError: () => {} })
  await handler.until(() => handler.calls.length === 1)
  await hold(tooMuch)
  expect(handler.closedPartitions).toEqual([0])
  expect(steps).not.toContain('release 0')
  closing.open()
  await nextTurn()
  expect(steps).toContain('release 0')
  await hold(ours) // the group has changed its mind while we give up
  expect(handler.opened).toEqual([0])
  released()
  await handler.until(() => handler.opened.length === 2)
  await consumer.stop()
  expect(steps.at(-1)).toBe('leave')
})

it('opens a partition again only when the last call of before has ended', async () => {
  const handling = gate()
  const handler = collect({ handle: () => handling.passed })
  const { seat, hold, released } = seatOf(ours)
  const consumer = startConsumer({ handler, source, seat, onError: () => {} })
  await handler.until(() => handler.calls.length === 1)
  released()
  await hold(tooMuch)
  await hold(ours)
  expect([handler.closedPartitions, handler.opened]).toEqual([[0], [0]])
  handling.open()
  await handler.until(() => handler.opened.length === 2)
  await consumer.stop()
})

it('closes what it no longer holds, without giving it up', async () => {
  const handler = collect()
  const { seat, steps, hold } = seatOf(ours)
  const consumer = startConsumer({ handler, source, seat, onError: () => {} })
  await handler.until(() => handler.calls.length === 1)
  await hold({ held: [], excess: [] })
  expect(handler.closedPartitions).toEqual([0])
  await consumer.stop()
  expect(steps.filter(step => step !== 'settle')).toEqual(['leave'])
})

it('keeps reading while the group cannot be reached, and says so', async () => {
  const handler = collect()
  const errors: string[] = []
  const { seat, hold } = seatOf(ours)
  const onError = (error: unknown, doing: string) => void errors.push(`${doing}: ${(error as Error).message}`)
  const consumer = startConsumer({ handler, source, seat, onError })
  await handler.until(() => handler.calls.length === 1)
  await hold(new Error('not now'))
  expect(errors).toEqual(['spreading partitions; trying again: not now'])
  expect(handler.holding).toEqual(new Set([0]))
  await consumer.stop()
  expect(handler.closedPartitions).toEqual([0])
})
