import { expect, it } from 'vitest'
import { gate, recordsOf } from '../contract/place.ts'
import { sendBytes, waitingBytes } from './options.ts'
import type { Producers, Sending } from './producers.ts'
import { createSender } from './sender.ts'

/** Producers that note what is sent, and answer with Kafka's next offset, or as told. */
function producersOf(answer?: (sending: Sending) => Promise<number>) {
  const sent: { partition: number; values: string[] }[] = []
  const next = new Map<number, number>()
  const producers: Producers = {
    async send(sending) {
      const { partition, messages } = sending
      sent.push({ partition, values: messages.map(({ value }) => value.toString()) })
      if (answer !== undefined) return answer(sending)
      const first = next.get(partition) ?? 1
      next.set(partition, first + messages.length)
      return first
    },
    close() {},
  }
  return { producers, sent }
}
const start = (producers: Producers, timeoutMs = 1_000) =>
  createSender({ producers, generation: 'g', compression: 0, timeoutMs })

it('sends what waits for a partition together, one partition a send, and counts without the genesis record', async () => {
  const { producers, sent } = producersOf()
  const sender = start(producers)
  const mixed = [...recordsOf(0, 'a'), ...recordsOf(1, 'b'), ...recordsOf(0, 'c')]
  const appended = [sender.append('t', mixed), sender.append('t', recordsOf(0, 'd'))]
  expect(await Promise.all(appended)).toEqual([[0, 0, 1], [2]])
  expect(sent).toEqual([
    { partition: 0, values: ['a', 'c', 'd'] },
    { partition: 1, values: ['b'] },
  ])
})

it('bounds a send by bytes, and splits a call rather than pass them', async () => {
  const { producers, sent } = producersOf()
  const large = 'x'.repeat(sendBytes / 2 - 1)
  const offsets = await start(producers).append('t', recordsOf(0, large, large, large, large, large))
  expect(sent.map(({ values }) => values.length)).toEqual([2, 2, 1])
  expect(offsets).toEqual([0, 1, 2, 3, 4])
})

it('fails those whose records went in a send of unknown fate, and goes on with the others', async () => {
  let sends = 0
  const { producers } = producersOf(async () => {
    if (sends++ === 0) throw new Error('lost')
    return 5
  })
  const sender = start(producers)
  const lost = sender.append('t', recordsOf(0, 'a'))
  await expect(lost).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', retryable: true })
  expect(await sender.append('t', recordsOf(0, 'b'))).toEqual([4])
})

it('never leaves a caller waiting longer than it may, and sends nothing of a call that was given up', async () => {
  const slow = gate()
  const { producers, sent } = producersOf(() => slow.passed.then(() => 1))
  const sender = start(producers, 30)
  const first = sender.append('t', recordsOf(0, 'a'))
  await Promise.resolve()
  await Promise.resolve() // the first is under way, the second waits behind it
  const second = sender.append('t', recordsOf(0, 'b'))
  for (const call of [first, second]) await expect(call).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' })
  slow.open()
  await sender.drained()
  expect(sent).toEqual([{ partition: 0, values: ['a'] }])
})

it('bounds what waits', async () => {
  const slow = gate()
  const { producers } = producersOf(() => slow.passed.then(() => 1))
  const sender = start(producers)
  const million = { partition: 0, value: new Uint8Array(2 ** 20) }
  const waiting = Array.from({ length: waitingBytes / 2 ** 20 }, () => sender.append('t', [million]))
  expect(() => sender.append('t', [million])).toThrow(/bytes wait/)
  slow.open()
  await Promise.allSettled(waiting)
})

it.each([
  ['steps back', [3, 2]],
  ['stands still', [3, 3]],
  ['lies where the genesis record should be', [0]],
])('acknowledges nothing when the offset %s, and sends no more', async (_, offsets) => {
  const { producers, sent } = producersOf(async () => offsets[sent.length - 1]!)
  const sender = start(producers)
  for (const [index] of offsets.entries()) {
    const append = sender.append('t', recordsOf(0, 'a'))
    if (index < offsets.length - 1) await append
    else await expect(append).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
  }
  await expect(sender.append('t', recordsOf(0, 'b'))).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
  expect(sent).toHaveLength(offsets.length)
})
