import { describe, expect, it } from 'vitest'
import type { Payment } from './checkout.ts'
import { createShop } from './shop.ts'
import type { ShopEvent } from './shop-event.ts'
import { shopperKeys } from './shopper.ts'

const channels = ['alipay', 'wechat_pay', 'unionpay']
const options = { runId: 'r', seed: 3, shoppers: 300, channels }

function play(over: Partial<typeof options> = {}, weather: { now?: number; broken?: string; batch?: number } = {}) {
  const shop = createShop({ ...options, ...over })
  const payments: Payment[] = []
  const events: ShopEvent[] = []
  const { now = 1_700_000_000_000, broken, batch = 50 } = weather
  while (shop.made() < 2_000)
    events.push(...shop.next(batch, { now, broken, onPayment: payment => payments.push(payment) }))
  // The last visits end differently when batches do.
  return { shop, events: events.slice(0, 2_000), all: events, payments }
}
const untimed = (events: ShopEvent[]) => events.map(({ timestamp: _, ...event }) => event)

describe('the shop', () => {
  it('plays the same events again, whenever and however they are cut into batches', () => {
    expect(untimed(play({}, { now: 1, batch: 7 }).events)).toEqual(untimed(play({}, { now: 2, batch: 200 }).events))
    expect(untimed(play({ seed: 4 }).events)).not.toEqual(untimed(play().events))
  })

  it('has the same ids and people whether a channel is broken or not', () => {
    const well = play()
    const ill = play({}, { broken: 'alipay' })
    expect(ill.events.map(({ messageId }) => messageId)).toEqual(well.events.map(({ messageId }) => messageId))
    expect(ill.shop.people()).toBe(well.shop.people())
    expect(new Set(well.events.map(({ messageId }) => messageId)).size).toBe(2_000)
  })

  it('breaks one channel and leaves the others alone', () => {
    const { payments } = play({}, { broken: 'alipay' })
    const rate = (channel: string) => {
      const own = payments.filter(payment => payment.channel === channel)
      return own.filter(({ succeeded }) => succeeded).length / own.length
    }
    expect(rate('alipay')).toBeLessThan(0.6)
    expect(rate('wechat_pay')).toBeGreaterThan(0.9)
    expect(rate('unionpay')).toBeGreaterThan(0.9)
  })

  it('shows each shopper under keys that lead to one person', () => {
    const { shop, all } = play()
    const parent = new Map<string, string>()
    const root = (key: string): string => {
      const up = parent.get(key) ?? key
      return up === key ? key : root(up)
    }
    for (const { anonymousId, userId, context } of all) {
      const ids = context.externalIds?.map(({ type, id }) => `${type} ${id}`) ?? []
      const keys = [anonymousId, userId, context.traits?.phone, ...ids].filter(key => key !== undefined)
      expect(keys.length).toBeGreaterThan(0)
      for (const key of keys) parent.set(root(key), root(keys[0]!))
    }
    const keys = new Set(parent.keys())
    expect(new Set([...keys].map(root)).size).toBe(shop.people())
    expect(keys.size).toBe(shop.keys())
  })

  it('gives every shopper a phone of their own', () => {
    const phones = Array.from({ length: 4_000 }, (_, index) => shopperKeys('r', index)[2]!.value)
    expect(new Set(phones).size).toBe(4_000)
    expect(phones.every(phone => /^\+861\d{10}$/.test(phone))).toBe(true)
  })
})
