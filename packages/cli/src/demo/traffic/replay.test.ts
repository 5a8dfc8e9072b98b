import { expect, it } from 'vitest'
import { createShop } from '../shop/shop.ts'
import type { ShopEvent } from '../shop/shop-event.ts'
import { replay } from './replay.ts'
import type { Sender } from './sender.ts'

it('sends exactly the ids of the first run, also when that was cut short', async () => {
  const shop = () => createShop({ runId: 'r', seed: 1, shoppers: 50, channels: ['alipay'] })
  const sent: ShopEvent[] = []
  const sender = { send: async (events: readonly ShopEvent[]) => void sent.push(...events) } as Sender
  await replay(shop(), sender, 1_003, new AbortController().signal)
  const first = shop().next(1_003, { now: 0, broken: 'alipay', onPayment: () => {} })
  const ids = (events: readonly ShopEvent[]) => events.map(({ messageId }) => messageId).toSorted()
  expect(ids(sent)).toEqual(ids(first.slice(0, 1_003)))
})
