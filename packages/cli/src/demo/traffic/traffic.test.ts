import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCrossing } from '../crossing.ts'
import { createShop } from '../shop/shop.ts'
import type { Sender } from './sender.ts'
import { createTraffic } from './traffic.ts'

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms)),
}))

function traffic(send: () => Promise<void>) {
  const shop = createShop({ runId: 'r', seed: 1, shoppers: 50, channels: ['alipay'] })
  const crossing = createCrossing({ conditions: [], forMs: 0, minSample: 0 }, 'alipay')
  const signal = new AbortController().signal
  return {
    shop,
    traffic: createTraffic({ shop, sender: { send } as unknown as Sender, crossing, eventsPerSecond: 800, signal }),
  }
}

describe('traffic', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('keeps its rate, and lets everything be answered before it ends', async () => {
    const answers: (() => void)[] = []
    const { shop, traffic: running } = traffic(
      () => new Promise(resolve => setTimeout(() => answers.push(resolve) && resolve(), 30)),
    )
    await vi.advanceTimersByTimeAsync(10_000)
    expect(shop.made()).toBeGreaterThan(7_700)
    expect(shop.made()).toBeLessThan(8_100)
    expect(running.rate()).toBeCloseTo(800, -2)
    const stopped = running.stop()
    await vi.advanceTimersByTimeAsync(200)
    await stopped
  })

  it('waits while ingest is away instead of piling up events', async () => {
    const { shop, traffic: running } = traffic(() => new Promise(() => {}))
    await vi.advanceTimersByTimeAsync(60_000)
    const made = shop.made()
    expect(made).toBeLessThan(1_500)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(shop.made()).toBe(made)
    running.check()
  })

  it('says what went wrong', async () => {
    const { traffic: running } = traffic(() => Promise.reject(new Error('refused')))
    await vi.advanceTimersByTimeAsync(500)
    expect(() => running.check()).toThrow('refused')
    await expect(running.stop()).rejects.toThrow('refused')
  })
})
