import { checkout, type Payment } from './checkout.ts'
import { createRandom } from './random.ts'
import { type Call, idPrefix, type ShopEvent, shopEvent } from './shop-event.ts'
import { type ShopperKey, shopperKeys } from './shopper.ts'

export interface ShopOptions {
  runId: string
  seed: number
  shoppers: number
  /** The payment channels in use. */
  channels: readonly string[]
}

/** What the world outside does to the shop. */
export interface Weather {
  /** Unix milliseconds. */
  now: number
  /** The channel that is broken, if one is. */
  broken: string | undefined
  onPayment(payment: Payment): void
}

const platforms = ['ios', 'android', 'wechat_mini', 'web'] as const
const regions = ['CN-31', 'CN-11', 'CN-44', 'CN-33', 'CN-51'] as const
const tiers = ['silver', 'gold'] as const
const categories = ['tea', 'snacks', 'skincare', 'home'] as const
const catalogue = Array.from({ length: 40 }, (_, at) => ({
  sku: `sku-${at + 1}`,
  category: categories[at % categories.length]!,
  price: (9.9 + at * 12).toFixed(2),
}))

/**
 * A shop played from its seed: the same seed and run id give the same events in the same order, whatever the clock says.
 * A broken channel changes how payments end, and neither ids nor the number of events.
 */
export function createShop({ runId, seed, shoppers, channels }: ShopOptions) {
  const random = createRandom(seed)
  const prefix = idPrefix(runId)
  /** How many keys of each shopper the shop knows. */
  const known = new Uint8Array(shoppers)
  let made = 0
  let people = 0
  let keys = 0

  const learn = (index: number, count: number): void => {
    const before = known[index]!
    if (before === 0) people += 1
    keys += count - before
    known[index] = count
  }

  /** The next few events of one shopper. */
  function visit({ now, broken, onPayment }: Weather): ShopEvent[] {
    const index = random.below(shoppers)
    const all = shopperKeys(runId, index)
    const before = known[index]!
    const product = random.pick(catalogue)
    const place = { platform: random.pick(platforms), region: random.pick(regions) }
    const familiar = all[before === 0 ? 0 : random.below(before)]!
    const events: ShopEvent[] = []
    const add = (call: Call, keys: readonly ShopperKey[] = [familiar]) => {
      events.push(shopEvent(`${prefix}${made}`, now, keys, call))
      made += 1
    }

    add({ type: 'page', name: product.category, properties: { path: `/p/${product.sku}`, ...place } })
    add({ type: 'track', event: 'Product Viewed', properties: { ...product, currency: 'CNY', ...place } })
    if (before === 0) learn(index, 1)
    else if (before < all.length) {
      add({ type: 'identify', traits: { tier: random.pick(tiers) } }, [familiar, all[before]!])
      learn(index, before + 1)
    }
    if (random.chance(0.5))
      add({ type: 'track', event: 'Product Added', properties: { ...product, quantity: 1, currency: 'CNY', ...place } })
    if (random.chance(0.45)) {
      const channel = random.pick(channels)
      const cart = { orderId: `demo-${runId}-order-${made}`, product, ...place }
      const { payment, calls } = checkout(random, cart, channel, channel === broken)
      onPayment(payment)
      for (const call of calls) add(call)
    }
    return events
  }

  return {
    /** About `count` events, whole visits. */
    next(count: number, weather: Weather): ShopEvent[] {
      const events: ShopEvent[] = []
      while (events.length < count) events.push(...visit(weather))
      return events
    },
    /** Events so far. */
    made: () => made,
    /** Shoppers of whom the shop has at least one event. */
    people: () => people,
    /** Keys by which the shop knows them. */
    keys: () => keys,
  }
}

export type Shop = ReturnType<typeof createShop>
