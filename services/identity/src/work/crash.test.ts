import { WeirError } from '@weir/errors'
import type { Event, IdentifiedEvent } from '@weir/event'
import type { Json, Positions } from '@weir/state-store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventOf, keyRef } from '../resolve/events.fixture.ts'
import { createPlatform } from './platform.fixture.ts'

type Platform = ReturnType<typeof createPlatform>
type Process = ReturnType<Platform['process']>
let platform: Platform
let processes: Process[]
const start = (faulty?: Parameters<Platform['process']>[0]): Process => {
  const process = platform.process(faulty)
  processes.push(process)
  return process
}
const seen = (id: string, ...keys: string[]): Event => eventOf({ id, keys })
const placeOf = ({ partition, offset, index }: IdentifiedEvent) => `${partition}/${offset}/${index}`

beforeEach(() => {
  platform = createPlatform()
  processes = []
})
afterEach(async () => {
  await Promise.all(processes.map(process => process.stop()))
  await platform.log.close()
})

describe('a crash', () => {
  const crash = () => new WeirError('INTERNAL', 'the process is killed')
  const traffic = [
    [seen('a', 'user_id:1', 'cookie:9'), seen('b', 'cookie:7')],
    [seen('c', 'cookie:7', 'phone:5')],
    [seen('d', 'phone:5', 'user_id:1')],
  ]

  it.each(['before apply', 'after apply', 'before append', 'after append', 'before advance', 'after advance'])(
    '%s repeats entries under the same coordinates and changes nobody',
    async point => {
      const [when, step] = point.split(' ') as [string, string]
      /** Fails once, before or after the real call; for good from then on, as a dead process would. */
      const dying = <A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>) => {
        let calls = 0
        return async (...args: A): Promise<R> => {
          calls += name === step ? 1 : 0
          const dies = calls >= 2
          if (dies && (when === 'before' || calls > 2)) throw crash()
          const result = await call(...args)
          if (dies) throw crash()
          return result
        }
      }
      const doomed = start(({ log, store, positions }) => ({
        log: { ...log, append: dying('append', log.append) },
        store: { ...store, apply: dying('apply', store.apply) },
        positions: {
          ...positions,
          async take<I extends Json, E extends Json>(at: Parameters<Positions['take']>[0]) {
            const position = await positions.take<I, E>(at)
            const advance = dying('advance', position.advance)
            const { current, intend, assertOwned } = position
            return { current, intend, assertOwned, advance }
          },
        },
      }))
      for (const events of traffic) {
        await platform.accept(events)
        await expect
          .poll(async () => {
            const { checks } = doomed.readiness.report()
            const entries = await platform.identified()
            return checks['events.accepted/0']?.ok === false || entries.some(({ event }) => event!.id === events[0]!.id)
          })
          .toBe(true)
      }
      await doomed.stop()
      start()
      await platform.settled()

      const entries = await platform.identified()
      const places = new Map(entries.map(entry => [entry.event!.id, placeOf(entry)]))
      expect(places).toEqual(
        new Map([
          ['a', '0/0/0'],
          ['b', '0/0/1'],
          ['c', '0/1/0'],
          ['d', '0/2/0'],
        ]),
      )
      for (const entry of entries) expect(placeOf(entry)).toBe(places.get(entry.event!.id))
      const clusters = ['user_id:1', 'cookie:9', 'cookie:7', 'phone:5'].map(key => {
        const keyId = platform.identity.tables.keyIdOf('t', keyRef('t', key).hash)!
        return platform.identity.tables.key(keyId).oneId
      })
      expect(clusters).toEqual([1, 1, 1, 1])
      expect(platform.identity.highWater()).toBe(4)
      await expect.poll(() => platform.identity.changes.size).toBe(0)
      const told = new Map((await platform.changes()).map(({ keyId, oneId }) => [keyId, oneId]))
      for (const { anchorKey, oneId } of entries) expect(told.get(anchorKey) ?? oneId).toBe(1)
    },
  )
})
