import type { Profile } from './answers.ts'

const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString()

/** A customer of three years, as a reader without read-personal sees her. */
export function customerAt(at: number): Profile {
  return {
    oneId: '48213',
    keys: [
      ['phone', '', '139****5678'],
      ['openid', 'wx8f3c1d', 'oM****9k'],
      ['unionid', '', 'oU****2b'],
      ['user_id', '', 'u-20417'],
      ['device_id', '', '6f****41'],
    ].map(([type = '', scope = '', value = ''], index) => ({
      keyId: String(48_213 + index * 17),
      type,
      scope,
      value,
      masked: type !== 'user_id',
      firstSeen: iso(at - 900 * dayMs + index * dayMs),
      lastSeen: iso(at - index * 3_600_000),
    })),
    traits: [
      { name: 'language', value: 'zh-CN', masked: false, occurredAt: iso(at - 40 * dayMs), source: 'crm' },
      { name: 'level', value: 'gold', masked: false, occurredAt: iso(at - 12 * dayMs), source: 'crm' },
      { name: 'name', value: '****', masked: true, occurredAt: iso(at - 12 * dayMs), source: 'crm' },
      { name: 'tags', value: ['new season', 'vip'], masked: false, occurredAt: iso(at - 2 * dayMs), source: 'crm' },
    ],
    firstSeen: iso(at - 900 * dayMs),
    lastSeen: iso(at),
    events: [
      'payment.failed',
      'payment.attempted',
      'order.created',
      'cart.item_added',
      'product.viewed',
      'page.viewed',
    ].map((type, index) => ({
      id: `m-${9_120_455 - index}-7f3a`,
      source: 'web',
      type,
      occurredAt: iso(at - index * 47_000),
      receivedAt: iso(at - index * 47_000 + 300),
      fields: type.startsWith('payment')
        ? { amount: '399', currency: 'CNY', channel: 'alipay' }
        : { platform: 'wechat_mini' },
      receipt: `/v1/events/m-${9_120_455 - index}-7f3a/receipt?source=web`,
    })),
    activity: Array.from({ length: 90 }, (_, index) => ({
      day: iso(at - (89 - index) * dayMs).slice(0, 10),
      events: Math.round(Math.max(0, Math.sin(index / 5) * 14 + (index % 7))),
    })).filter(({ events }) => events > 0),
  }
}
