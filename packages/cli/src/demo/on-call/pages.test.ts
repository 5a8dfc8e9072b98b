import { expect, it } from 'vitest'
import { dingTalkTexts, pagesOf } from './pages.ts'
import type { Delivery } from './receiver.ts'

const page = (id: string, type: string, over: Record<string, unknown> = {}): Delivery => ({
  to: 'webhook',
  at: 1,
  id,
  body: { type, data: { rule: 'payment_success_rate', episode: 'e1', dimensions: { channel: 'alipay' }, ...over } },
})

it('counts each page once, however often it is repeated, and only those about the payments of the demo', () => {
  const deliveries = [
    page('m1', 'alert.fired'),
    { ...page('m1', 'alert.fired'), at: 2 },
    page('m2', 'alert.resolved'),
    page('m3', 'alert.test'),
    page('m4', 'alert.fired', { rule: 'of_the_user' }),
    page('m5', 'alert.fired', { dimensions: { channel: 'of_the_user' } }),
    page('m6', 'alert.fired', { dimensions: { channel: 'unionpay' } }),
  ]
  const pages = pagesOf(deliveries, ['alipay', 'unionpay'])
  expect(pages.map(({ id, kind, at }) => [id, kind, at])).toEqual([
    ['m1', 'fired', 1],
    ['m2', 'resolved', 1],
    ['m6', 'fired', 1],
  ])
})

it('finds what the robot said of an episode', () => {
  const said = (text: string): Delivery => ({ to: 'dingtalk', at: 3, id: '', body: { markdown: { text } } })
  expect(dingTalkTexts([said('about e1'), said('a test'), page('m', 'alert.fired')], 'e1')).toEqual([
    { at: 3, text: 'about e1' },
  ])
})
