import { describe, expect, it } from 'vitest'
import { createLagClock } from './lag-clock.ts'

/** A pipeline of one partition a topic whose places the test moves. */
function pipeline() {
  const places = { accepted: { next: 0, end: 0 }, identified: { next: 0, end: 0 } }
  let now = 1_000_000
  const clock = createLagClock(
    { lag: async topic => [{ partition: 0, ...(topic === 'events.accepted' ? places.accepted : places.identified) }] },
    () => now,
  )
  return {
    places,
    async after(ms: number) {
      now += ms
      return clock.read()
    },
  }
}

describe('the lag', () => {
  it('is nothing when all is done', async () => {
    expect(await pipeline().after(0)).toMatchObject({
      seconds: 0,
      stages: [
        { stage: 'identity', records: 0 },
        { stage: 'processor', records: 0 },
      ],
    })
  })

  it('is not known at the first look at a backlog', async () => {
    const { places, after } = pipeline()
    places.accepted = { next: 3, end: 10 }
    expect(await after(0)).toMatchObject({ seconds: null, stages: [{ records: 7, seconds: null }, { seconds: 0 }] })
  })

  it('is the age of the oldest end that is not reached', async () => {
    const { places, after } = pipeline()
    await after(0)
    places.accepted = { next: 0, end: 10 }
    expect((await after(1_000)).seconds).toBe(0)
    places.accepted = { next: 4, end: 20 }
    expect((await after(1_000)).seconds).toBe(1)
    places.accepted = { next: 9, end: 30 }
    expect((await after(8_000)).seconds).toBe(9)
    places.accepted = { next: 12, end: 30 } // past the first end, not the second
    expect((await after(1_000)).seconds).toBe(9)
    places.accepted = { next: 30, end: 30 }
    expect((await after(1_000)).seconds).toBe(0)
  })

  it('adds up over the stages', async () => {
    const { places, after } = pipeline()
    await after(0)
    places.accepted = { next: 0, end: 1 }
    places.identified = { next: 0, end: 1 }
    await after(0)
    expect((await after(2_000)).seconds).toBe(4)
  })
})
