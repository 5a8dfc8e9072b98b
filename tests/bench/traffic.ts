/** Who is met in the traffic, and how. */
export interface Crowd {
  /** Makes keys and event ids of this crowd its own. */
  runId: string
  people: number
  /** Share of events that show a new device of a known person: a new key, and a link. */
  newDevices: number
}

const types = ['Page Viewed', 'Product Viewed', 'Product Added', 'payment.succeeded', 'Order Completed'] as const
const channels = ['alipay', 'wechat_pay', 'unionpay'] as const

/** Bodies for /v1/batch with events of a shop, made beforehand so that sending costs next to nothing. */
export function bodiesOf(crowd: Crowd, events: { from: number; count: number; batchSize: number }): Buffer[] {
  const bodies: Buffer[] = []
  const end = events.from + events.count
  for (let at = events.from; at < end; at += events.batchSize) {
    const batch = Array.from({ length: Math.min(events.batchSize, end - at) }, (_, index) => eventOf(crowd, at + index))
    bodies.push(Buffer.from(JSON.stringify({ batch, sentAt: new Date().toISOString() })))
  }
  return bodies
}

function eventOf({ runId, people, newDevices }: Crowd, index: number): Record<string, unknown> {
  const person = (index * 7_919) % people
  const device = (index * 13) % 100 < newDevices * 100 ? `new-${runId}-${index}` : `anon-${person}`
  const known = device !== `anon-${person}` || index % 3 === 0
  const event = types[index % types.length]!
  return {
    messageId: `${runId}-${index}`,
    type: 'track',
    event,
    timestamp: new Date().toISOString(),
    anonymousId: device,
    ...(known && { userId: `user-${person}` }),
    properties: propertiesOf(event, index),
    context: {
      page: { path: `/products/${index % 500}`, url: `https://shop.example/products/${index % 500}` },
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15',
      locale: 'zh-CN',
      library: { name: 'analytics.js', version: '4.15.3' },
      ...(index % 4 === 0 && { traits: { phone: phoneOf(person) } }),
    },
  }
}

function propertiesOf(event: (typeof types)[number], index: number): Record<string, unknown> {
  const amount = ((index % 900) + 0.5).toFixed(2)
  const money = { currency: 'CNY', channel: channels[index % 3], platform: 'ios', order_id: `o-${index}` }
  switch (event) {
    case 'Page Viewed':
      return { path: `/products/${index % 500}`, referrer: 'https://search.example/?q=shoes', depth: index % 9 }
    case 'Product Viewed':
      return { sku: `sku-${index % 500}`, category: 'shoes', price: amount, currency: 'CNY', position: index % 40 }
    case 'Product Added':
      return { sku: `sku-${index % 500}`, quantity: 1, price: amount, currency: 'CNY', cart_id: `c-${index % 9_000}` }
    case 'payment.succeeded':
      return { ...money, amount, duration_ms: 300 + (index % 700) }
    case 'Order Completed':
      return {
        ...money,
        total: amount,
        shop: `shop-${index % 20}`,
        region: 'CN-31',
        products: [
          { sku: `sku-${index % 500}`, price: '9.90', quantity: 2, category: 'shoes' },
          { sku: `sku-${(index + 7) % 500}`, price: '19.90', quantity: 1, category: 'socks' },
        ],
      }
  }
}

const phoneOf = (person: number) => `+861391${String(3_000_000 + person).slice(-7)}`
