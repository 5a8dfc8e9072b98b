import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { propertiesOf, webhookSender } from '../testing/webhook-sender.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const { setUp, send } = webhookSender(() => ingest)

describe('as their documents show them', () => {
  it('Douyin: a like, when it happened', async () => {
    await setUp('douyin')
    const content = JSON.stringify({ action_type: 1, action_time: 1_686_817_996, item_id: '@9VwW' })
    const like = {
      event: 'new_video_digg',
      client_key: 'ck',
      from_user_id: 'f',
      to_user_id: 't',
      content,
      log_id: 'l-2',
    }
    await send('douyin', JSON.stringify(like))
    const [event] = await ingest.events()
    expect(event).toMatchObject({ type: 'post.liked', occurredAt: 1_686_817_996_000 })
    expect(propertiesOf(event!)).toMatchObject({ post_id: '@9VwW', platform: 'douyin' })
  })

  it('Youzan: a refund, whose message is an object, and a closed order', async () => {
    await setUp('youzan')
    const refund = { tid: 'E1', refund_id: 'R1', refunded_fee: '9.90', refund_type: 'REFUND_ONLY', refund_reason: 11 }
    await send('youzan', JSON.stringify({ type: 'youzan_trade_RefundSuccess', msg_id: 'y-2', kdt_id: 55, msg: refund }))
    const closed = encodeURIComponent(JSON.stringify({ tid: 'E2', close_type: 2, close_reason: '买家取消' }))
    await send('youzan', JSON.stringify({ type: 'trade_TradeClose', msg_id: 'y-3', kdt_id: 55, msg: closed }))
    const [refunded, cancelled] = await ingest.events()
    expect(refunded!.type).toBe('order.refunded')
    expect(propertiesOf(refunded!)).toMatchObject({ order_id: 'E1', refund_id: 'R1', amount: '9.90', reason: '11' })
    expect(cancelled!.type).toBe('order.cancelled')
    expect(propertiesOf(cancelled!)).toMatchObject({ order_id: 'E2', reason: '买家取消', shop: '55' })
  })
})
