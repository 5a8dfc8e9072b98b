import { createRandom } from './random.ts'
import { type ShopperKey, shopperKeys } from './shopper.ts'

/** One event as it is sent to `POST /v1/batch`. */
export interface ShopEvent {
  type: 'track' | 'page' | 'identify'
  messageId: string
  event?: string
  name?: string
  anonymousId?: string
  userId?: string
  traits?: Record<string, string>
  properties?: Record<string, unknown>
  context: { traits?: { phone: string }; externalIds?: { type: string; id: string; scope: string }[] }
  timestamp: string
}

export interface ShopOptions {
  runId: string
  seed: number
  shoppers: number
  /** The payment channels in use; the first one will break. */
  channels: readonly string[]
}

export interface Payment {
  channel: string
  succeeded: boolean
}

const platforms = ['ios', 'android', 'mini_program', 'web'] as const
const regions = ['Shanghai', 'Beijing', 'Guangdong', 'Zhejiang', 'Sichuan'] as const
const catalogue = Array.from({ length: 40 }, (_, at) => ({
  sku: `sku-${at + 1}`,
  category: ['tea', 'snacks', 'skincare', 'home'][at % 4]!,
  price: (9.9 + at * 12).toFixed(2),
}))

const healthySuccess = 0.98
const brokenSuccess = 0.4

/**
 * A shop played from its seed: the same seed and run id give the same events, whatever the clock says. `broken` is the
 * only thing from outside, and it changes nothing but which payments succeed.
 */
export function createShop({ runId, seed, shoppers, channels }: ShopOptions) {
  const random = createRandom(seed)
  const stages = new Uint8Array(shoppers)
  let made = 0
  let people = 0

  const keyOn = (call: ShopEvent, key: ShopperKey): void => {
    if (key.field === 'externalId') {
      const { type, value: id, scope } = key
      call.context.externalIds = [...(call.context.externalIds ?? []), { type, id, scope }]
    } else if (key.field === 'phone') call.context.traits = { phone: key.value }
    else call[key.field] = key.value
  }

  function call(
    type: ShopEvent['type'],
    now: number,
    keys: readonly ShopperKey[],
    rest: Partial<ShopEvent>,
  ): ShopEvent {
    const event: ShopEvent = {
      type,
      messageId: `demo-${runId}-${made}`,
      context: {},
      timestamp: new Date(now).toISOString(),
      ...rest,
    }
    made += 1
    for (const key of keys) keyOn(event, key)
    return event
  }

  /** The next few events of one shopper. */
  function visit(now: number, broken: boolean, onPayment: (payment: Payment) => void): ShopEvent[] {
    const index = random.below(shoppers)
    const known = stages[index]!
    if (known === 0) people += 1
    const keys = shopperKeys(runId, index)
    const product = random.pick(catalogue)
    const platform = random.pick(platforms)
    const region = random.pick(regions)
    const familiar = keys[known === 0 ? 0 : random.below(Math.min(known, keys.length))]!
    const events = [
      call('page', now, [familiar], {
        name: product.category,
        properties: { path: `/p/${product.sku}`, platform, region },
      }),
      call('track', now, [familiar], {
        event: 'Product Viewed',
        properties: { ...product, currency: 'CNY', platform, region },
      }),
    ]
    stages[index] = Math.max(known, 1)
    if (known > 0 && known < keys.length) {
      events.push(
        call('identify', now, [familiar, keys[known]!], { traits: { tier: random.pick(['silver', 'gold']) } }),
      )
      stages[index] = known + 1
    }
    if (random.chance(0.5)) {
      events.push(
        call('track', now, [familiar], {
          event: 'Product Added',
          properties: { ...product, quantity: 1, currency: 'CNY', platform },
        }),
      )
    }
    if (random.chance(0.45))
      events.push(...checkout(now, broken, familiar, { ...product, platform, region }, onPayment))
    return events
  }

  function checkout(
    now: number,
    broken: boolean,
    key: ShopperKey,
    cart: { sku: string; category: string; price: string; platform: string; region: string },
    onPayment: (payment: Payment) => void,
  ): ShopEvent[] {
    const channel = random.pick(channels)
    const luck = random.next()
    const succeeded = luck < (broken && channel === channels[0] ? brokenSuccess : healthySuccess)
    const order = {
      order_id: `demo-${runId}-order-${made}`,
      currency: 'CNY',
      channel,
      platform: cart.platform,
      region: cart.region,
    }
    const payment = { ...order, amount: cart.price }
    onPayment({ channel, succeeded })
    const events = [
      call('track', now, [key], { event: 'Checkout Started', properties: order }),
      call('track', now, [key], { event: 'payment.attempted', properties: payment }),
      call('track', now, [key], { event: succeeded ? 'payment.succeeded' : 'payment.failed', properties: payment }),
    ]
    if (succeeded) {
      const items = [{ sku: cart.sku, category: cart.category, quantity: 1, price: cart.price }]
      events.push(
        call('track', now, [key], {
          event: 'Order Completed',
          properties: { ...order, total: cart.price, products: items },
        }),
      )
    }
    return events
  }

  return {
    /** About `count` events, whole visits. */
    next(count: number, now: number, broken: boolean, onPayment: (payment: Payment) => void): ShopEvent[] {
      const events: ShopEvent[] = []
      while (events.length < count) events.push(...visit(now, broken, onPayment))
      return events
    },
    made: () => made,
    /** Shoppers of whom the shop has at least one event. */
    people: () => people,
  }
}

export type Shop = ReturnType<typeof createShop>
