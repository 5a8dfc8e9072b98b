import { createMemoryEventLog, groups, topics } from '@weir/event-log'
import { expect, it } from 'vitest'
import { createBacklog } from './backlog.ts'

const records = (count: number) => Array.from({ length: count }, () => ({ partition: 0, value: new Uint8Array(1) }))

it.each([
  [topics.accepted, groups.identity],
  [topics.identified, groups.processor],
] as const)(
  'a reader of %s is behind by the age of the oldest end it has not reached, unless few records wait',
  async (topic, group) => {
    const log = createMemoryEventLog()
    let nowMs = 0
    const behindMs = createBacklog(log, () => nowMs)
    const after = (ms: number) => {
      nowMs += ms
      return behindMs()
    }
    expect(await after(0)).toBe(0)
    await log.append(topic, records(20))
    expect(await after(1_000)).toBe(0)
    expect(await after(60_000), 'few wait').toBe(0)
    await log.append(topic, records(20))
    await log.processed(topic, group, 0, 20)
    expect(await after(1_000)).toBe(0)
    await log.append(topic, records(30))
    expect(await after(1_000)).toBe(1_000)
    expect(await after(1_000)).toBe(2_000)
    await log.processed(topic, group, 0, 41)
    expect(await after(400), 'few wait').toBe(0)
    await log.append(topic, records(10))
    expect(await after(1_000), 'the end seen 2.4 seconds ago').toBe(2_400)
    await log.processed(topic, group, 0, 80)
    expect(await after(1_000)).toBe(0)
    await log.close()
  },
)
