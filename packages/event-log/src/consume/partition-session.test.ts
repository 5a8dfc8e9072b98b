import { WeirError } from '@weir/errors'
import { expect, it } from 'vitest'
import { collect } from '../contract/collector.ts'
import type { StoredRecord } from '../event-log.ts'
import { startSession } from './partition-session.ts'
import type { TopicSource } from './source.ts'

const record = (offset: number): StoredRecord => ({ partition: 0, offset, value: new Uint8Array(1), appendedAt: 0 })

/** A source that hands out what it is told, whatever is asked for. */
const sourceOf = (...batches: (readonly number[] | Error)[]): TopicSource => ({
  partitions: 1,
  bounds: () => ({ start: 0, end: 100 }),
  read() {
    const next = batches.shift() ?? []
    if (next instanceof Error) throw next
    return next.map(record)
  },
  onAppend: () => () => {},
})

function start(source: TopicSource, handler = collect()) {
  const errors: string[] = []
  const onError = (error: unknown, doing: string) => void errors.push(`${doing}: ${(error as Error).message}`)
  const session = startSession({ partition: 0, handler, source, after: Promise.resolve(), onError })
  return { session, handler, errors }
}

it.each([
  ['a gap', [[0, 1], [3]], [0, 1]],
  ['a gap at the beginning', [[1]], []],
  ['a gap within a batch', [[0, 1, 3]], []],
  [
    'a step back',
    [
      [0, 1],
      [1, 2],
    ],
    [0, 1],
  ],
  ['a repeated record', [[0, 0]], []],
])('stops at %s, before anything beyond it is handled', async (_, batches, handled) => {
  const { session, handler } = start(sourceOf(...batches))
  await handler.until(() => handler.failures.length === 1)
  expect(handler.failures[0]!.error).toMatchObject({ code: 'LOG_POSITION_INVALID' })
  expect(handler.offsets(0)).toEqual(handled)
  await session.ended
})

it('reads again when the log cannot be read for a moment', async () => {
  const { session, handler, errors } = start(sourceOf([0], new WeirError('LOG_UNAVAILABLE', 'not now'), [1]))
  await handler.until(() => handler.offsets(0).length === 2)
  expect(errors).toEqual(['reading partition 0; trying again: not now'])
  await session.close()
  await session.ended
})

it('tells of the faults of a handler that must not fail', async () => {
  const handler = collect({
    onClosed: () => {
      throw new Error('closing')
    },
  })
  handler.failed = () => {
    throw new Error('failing')
  }
  const { session, errors } = start(sourceOf([7]), handler)
  await session.ended
  await session.close()
  await session.close()
  expect(errors).toEqual(['telling that partition 0 failed: failing', 'closing partition 0: closing'])
})

it('begins only after the session before it has ended', async () => {
  let end = () => {}
  const after = new Promise<void>(resolve => (end = resolve))
  const handler = collect()
  const session = startSession({ partition: 0, handler, source: sourceOf([0]), after, onError: () => {} })
  await new Promise(resolve => setImmediate(resolve))
  expect(handler.opened).toEqual([])
  end()
  await handler.until(() => handler.calls.length === 1)
  await session.close()
})
