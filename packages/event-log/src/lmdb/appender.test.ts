import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { gate } from '../contract/place.ts'
import type { LogRecord } from '../event-log.ts'
import { createAppender } from './appender.ts'

/** A store that notes each flush, and flushes when told. */
function flushes(...outcomes: (Error | undefined)[]) {
  const taken: number[] = []
  const gates = Array.from({ length: 10 }, gate)
  let end = 0
  const store = {
    async append(records: readonly LogRecord[]) {
      taken.push(records.length)
      await gates[taken.length - 1]!.passed
      const error = outcomes[taken.length - 1]
      if (error) throw error
      return records.map(() => end++)
    },
  }
  return { store, taken, pass: (flush: number) => gates[flush]!.open() }
}
const records = (count: number, bytes = 1) =>
  Array.from({ length: count }, () => ({ partition: 0, value: new Uint8Array(bytes) }))

it('shares one flush among all who call while another runs', async () => {
  const { store, taken, pass } = flushes()
  const appender = createAppender(store)
  const first = appender.append(records(2))
  await Promise.resolve()
  const later = [appender.append(records(1)), appender.append(records(3))]
  pass(0)
  pass(1)
  expect(await Promise.all([first, ...later])).toEqual([[0, 1], [2], [3, 4, 5]])
  expect(taken).toEqual([2, 4])
})

it('bounds a flush by records and by bytes, and never splits a call', async () => {
  const { store, taken, pass } = flushes()
  const appender = createAppender(store)
  const calls = [records(600), records(600), records(3_000), records(10, 900_000), records(10, 900_000)]
  const appended = Promise.all(calls.map(call => appender.append(call)))
  for (const flush of [0, 1, 2, 3, 4]) pass(flush)
  expect((await appended).map(offsets => offsets.length)).toEqual([600, 600, 3_000, 10, 10])
  expect(taken).toEqual([600, 600, 3_000, 10, 10])
})

it('fails all who share a failed flush, and goes on with the next', async () => {
  const { store, pass } = flushes(new WeirError('DISK_FULL', 'full'), new WeirError('LOG_UNAVAILABLE', 'lost'))
  const appender = createAppender(store)
  const failing = [appender.append(records(1)), appender.append(records(1))]
  pass(0)
  for (const append of failing) await expect(append).rejects.toMatchObject({ code: 'LOG_FULL', retryable: true })
  const lost = appender.append(records(1))
  pass(1)
  await expect(lost).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
  const good = appender.append(records(1))
  pass(2)
  expect(await good).toEqual([0])
})

it('is drained when nothing is on its way', async () => {
  const { store, pass } = flushes()
  const appender = createAppender(store)
  await appender.drained()
  const appended = appender.append(records(1))
  const drained = appender.drained()
  pass(0)
  await drained
  expect(await appended).toEqual([0])
})
