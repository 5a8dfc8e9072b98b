import type { Random } from './random.ts'
import type { Call } from './shop-event.ts'

/** A payment that came to an end. */
export interface Payment {
  channel: string
  succeeded: boolean
}

export interface Cart {
  orderId: string
  product: { sku: string; category: string; price: string }
  platform: string
  region: string
}

export const healthySuccess = 0.98
export const brokenSuccess = 0.4

const faults = ['CHANNEL_TIMEOUT', 'CHANNEL_TIMEOUT', 'CHANNEL_UNAVAILABLE', 'SIGNATURE_REFUSED'] as const

/**
 * As many events however the payment ends, and as many random numbers: what comes after is the same whether a channel was
 * broken or not, so a run can be sent again.
 */
export function checkout(
  random: Random,
  cart: Cart,
  channel: string,
  broken: boolean,
): { payment: Payment; calls: Call[] } {
  const { product, platform, region } = cart
  const succeeded = random.next() < (broken ? brokenSuccess : healthySuccess)
  const fault = random.pick(faults)
  const order = { order_id: cart.orderId, currency: 'CNY', platform, region }
  const items = [{ sku: product.sku, category: product.category, quantity: 1, price: product.price }]
  const paid = { ...order, channel, amount: product.price }
  return {
    payment: { channel, succeeded },
    calls: [
      { type: 'track', event: 'Checkout Started', properties: { ...order, products: items } },
      { type: 'track', event: 'order.created', properties: { ...order, total: product.price, products: items } },
      { type: 'track', event: 'payment.attempted', properties: paid },
      ...(succeeded
        ? [
            { type: 'track' as const, event: 'payment.succeeded', properties: paid },
            {
              type: 'track' as const,
              event: 'Order Completed',
              properties: { ...order, total: product.price, products: items },
            },
          ]
        : [
            { type: 'track' as const, event: 'payment.failed', properties: { ...paid, error_code: fault } },
            {
              type: 'track' as const,
              event: 'Order Cancelled',
              properties: { ...order, total: product.price, reason: 'payment_failed' },
            },
          ]),
    ],
  }
}
