import { type Event, eventIdHash, type IdentifiedEvent, identifiedPartition } from '@weir/event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventOf, keyRef } from '../resolve/events.fixture.ts'
import { createPlatform } from './platform.fixture.ts'

const partitions = 6

let platform: ReturnType<typeof createPlatform>
let processes: ReturnType<ReturnType<typeof createPlatform>['process']>[]
beforeEach(() => {
  platform = createPlatform(partitions)
  processes = []
})
afterEach(async () => {
  await Promise.all(processes.map(process => process.stop()))
  await platform.log.close()
})

/** The memory store, as one whose writers need no lease. */
function start(): (typeof processes)[number] {
  const process = platform.process(({ store }) => ({ store: { ...store, exclusive: false } }))
  processes.push(process)
  return process
}

let made = 0
async function traffic(records: number): Promise<void> {
  for (let n = 0; n < records; n += 1) {
    const events = [0, 1, 2].map((): Event => {
      made += 1
      const keys = [`user_id:${made % 13}`, `cookie:${made % 31}`]
      return eventOf({ id: `e${made}`, keys: made % 3 === 0 ? keys : [keys[made % 2]!] })
    })
    await platform.accept(events, new Uint8Array(0), made % partitions)
  }
}

it('share partitions and state, hand over when one comes or goes, and give each event one entry', async () => {
  made = 0
  start()
  await traffic(20)
  start()
  start()
  await traffic(40)
  await processes[0]!.stop()
  await traffic(20)
  await platform.settled()

  const entries = decided(await platform.identified())
  expect(entries.map(({ event }) => event!.id).sort()).toEqual(
    Array.from({ length: made }, (_, n) => `e${n + 1}`).sort(),
  )
  await expect.poll(() => platform.identity.changes.size).toBe(0)
  const told = new Map<number, { oneId: number; version: number }>()
  for (const change of await platform.changes()) {
    if (change.version > (told.get(change.keyId)?.version ?? 0)) told.set(change.keyId, change)
  }
  const { tables } = platform.identity
  for (const { anchorKey, oneId } of entries) {
    expect(told.get(anchorKey)?.oneId ?? oneId).toBe(tables.key(anchorKey).oneId)
  }
  const oneIdOf = (key: string) => tables.key(tables.keyIdOf('t', keyRef('t', key).hash)!).oneId
  expect(new Set(Array.from({ length: 13 }, (_, n) => oneIdOf(`user_id:${n}`))).size).toBe(1)
  for (const process of processes.slice(1)) expect(process.readiness.report().ready).toBe(true)
})

/** The processor's rule, for each pair of partitions: what is not above everything before it is a repeat. */
function decided(entries: readonly IdentifiedEvent[]): IdentifiedEvent[] {
  const highest = new Map<string, number>()
  return entries.filter(({ partition, offset, index, event }) => {
    const stream = `${partition} to ${identifiedPartition(eventIdHash('t', 'web', event!.id), partitions)}`
    const place = offset * 1_000 + index
    if (place <= (highest.get(stream) ?? -1)) return false
    highest.set(stream, place)
    return true
  })
}
