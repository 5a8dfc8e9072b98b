import { describe, expect, it } from 'vitest'
import { createLane } from './lane.ts'

const never = new AbortController().signal
const settled = async (promise: Promise<unknown>) => {
  let state = 'pending'
  promise.then(
    () => (state = 'in'),
    () => (state = 'refused'),
  )
  await new Promise(resolve => setImmediate(resolve))
  return state
}

describe('createLane', () => {
  it('lets in as many as there are places, the others in order as places free up', async () => {
    const lane = createLane('test', 2, 10)
    const [first] = await Promise.all([lane.enter(never), lane.enter(never)])
    const third = lane.enter(never)
    const fourth = lane.enter(never)
    expect([await settled(third), lane.running, lane.waiting]).toEqual(['pending', 2, 2])
    first!()
    first!()
    expect([await settled(third), await settled(fourth), lane.running]).toEqual(['in', 'pending', 2])
    ;(await third)()
    ;(await fourth)()
    expect([lane.running, lane.waiting]).toEqual([1, 0])
  })

  it('refuses beyond the queue, and forgets who gave up waiting', async () => {
    const lane = createLane('test', 1, 1)
    const leave = await lane.enter(never)
    const given = new AbortController()
    const waiting = lane.enter(given.signal)
    await expect(lane.enter(never)).rejects.toMatchObject({ code: 202 })
    given.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    expect(lane.waiting).toBe(0)
    leave()
    expect(lane.running).toBe(0)
    await expect(lane.enter(given.signal)).rejects.toThrow('gone')
  })
})
