import { expect, it } from 'vitest'
import { gate } from '../contract/place.ts'
import type { Producer } from './kafkajs-shapes.ts'
import { createProducers } from './producers.ts'

type Answer = () => Promise<{ topicName: string; partition: number; errorCode: number; baseOffset: string }[]>

/** Producers that answer as told, in the order of the sends, and note when they are destroyed. */
function clientOf(...answers: Answer[]) {
  const used: number[] = []
  const destroyed: number[] = []
  let made = 0
  const client = {
    producer() {
      const me = made++
      const producer: Producer = {
        connect: async () => {},
        disconnect: async () => {},
        async send() {
          used.push(me)
          return answers.shift()!()
        },
      }
      return { producer, destroy: () => void destroyed.push(me) }
    },
  }
  return { client, used, destroyed }
}
const answer = (partition: number, baseOffset = '7') => ({ topicName: 't', partition, errorCode: 0, baseOffset })
const to = (partition: number) => ({ topic: 't', partition, messages: [], compression: 0 })
const fails = async () => Promise.reject(new Error('lost'))

it('sends nothing more, to any partition, over a producer with a send that failed', async () => {
  const { client, used, destroyed } = clientOf(
    fails,
    async () => [answer(1)],
    async () => [answer(0)],
  )
  const producers = createProducers(client)
  await expect(producers.send(to(0), 1_000)).rejects.toThrow('lost')
  expect(destroyed).toEqual([0])
  expect(await producers.send(to(1), 1_000)).toBe(7)
  expect(await producers.send(to(0), 1_000)).toBe(7)
  expect(used).toEqual([0, 1, 1])
})

it('lets what is under way to other partitions end', async () => {
  const slow = gate()
  const { client, destroyed } = clientOf(
    () => slow.passed.then(() => [answer(0)]),
    fails,
    async () => [answer(1)],
  )
  const producers = createProducers(client)
  const underWay = producers.send(to(0), 1_000)
  await expect(producers.send(to(1), 1_000)).rejects.toThrow('lost')
  await producers.send(to(1), 1_000)
  expect(destroyed).toEqual([])
  slow.open()
  expect(await underWay).toBe(7)
  expect(destroyed).toEqual([0])
})

it('takes a send without an answer in time for failed', async () => {
  const { client, used, destroyed } = clientOf(
    () => new Promise(() => {}),
    async () => [answer(0)],
  )
  const producers = createProducers(client)
  await expect(producers.send(to(0), 10)).rejects.toThrow('no answer within 10 ms')
  expect(destroyed).toEqual([0])
  await producers.send(to(0), 1_000)
  expect(used).toEqual([0, 1])
})

it.each([
  ['names nothing', []],
  ['names another partition', [answer(1)]],
  ['names another topic', [{ ...answer(0), topicName: 'other' }]],
  ['has no offset', [answer(0, '-1')]],
  ['has an error', [{ ...answer(0), errorCode: 3 }]],
])('does not believe an answer that %s', async (_, answers) => {
  const { client } = clientOf(async () => answers)
  await expect(createProducers(client).send(to(0), 1_000)).rejects.toThrow("the broker's answer does not name t/0")
})
