import { describe, expect, it } from 'vitest'
import { episodeOf } from '../episodes/episode.fixture.ts'
import { createPageWriter } from '../pages/write-page.ts'
import { channelSchema, type DingTalkChannel } from './channel.ts'
import { dingTalkCall, dingTalkDelivery, signDingTalk } from './dingtalk.ts'

const page = createPageWriter({ publicUrl: undefined, words: { timeZone: 'UTC' } }).page(
  'fired',
  episodeOf(),
  'robot',
  0,
)
const channel = channelSchema.parse({
  name: 'robot', type: 'dingtalk', accessToken: 'tok en', secret: 'SECtest', atMobiles: ['13800001111', '+8613800002222'],
}) as DingTalkChannel // biome-ignore format: a channel
const answer = (body: string, status = 200, repeat = false) =>
  dingTalkDelivery({ outcome: 'answered', status, body, complete: true, retryAfter: undefined }, repeat)

describe('DingTalk', () => {
  it('is signed as its robots want it (golden vector)', () => {
    expect(signDingTalk('SECtest', 1_700_000_000_000)).toBe('aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D')
  })

  it('gets markdown at a signed address, and the mobiles also in the text', () => {
    const { url, body } = dingTalkCall(channel, page, false, 1_700_000_000_000)
    expect(url.href).toBe(
      'https://oapi.dingtalk.com/robot/send?access_token=tok+en&timestamp=1700000000000&sign=aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g%3D',
    )
    const { msgtype, markdown, at } = JSON.parse(body)
    expect(msgtype).toBe('markdown')
    expect(markdown.title).toBe('🔴 支付成功率过低 · channel alipay')
    expect(markdown.text).toContain('40.0 %')
    expect(markdown.text.endsWith('@13800001111 @+8613800002222')).toBe(true)
    expect(at).toEqual({ atMobiles: ['13800001111', '+8613800002222'], isAtAll: false })
  })

  it('says so when it may be a repeat, and carries the keyword', () => {
    const { body } = dingTalkCall({ ...channel, keyword: 'weir' }, page, true, 0)
    expect(JSON.parse(body).markdown.text).toMatch(/重复发送.*weir/s)
    const unsigned = dingTalkCall({ ...channel, secret: undefined }, page, false, 0)
    expect(unsigned.url.search).toBe('?access_token=tok+en')
  })

  it('is judged by the code in the body, not by HTTP', () => {
    expect(answer('{"errcode":0,"errmsg":"ok"}')).toMatchObject({ outcome: 'delivered' })
    expect(answer('{"errcode":130101,"errmsg":"send too fast"}')).toMatchObject({ outcome: 'retry', waitMs: 600_000 })
    expect(answer('{"errcode":310000,"errmsg":"sign not match"}')).toMatchObject({ outcome: 'failed' })
    expect(answer('{"errcode":-1,"errmsg":"busy"}')).toMatchObject({ outcome: 'retry', maybeSent: false })
    expect(answer('<html>')).toMatchObject({ outcome: 'retry' })
    expect(answer('', 502)).toMatchObject({ outcome: 'retry' })
  })

  it('is tried once more after a lost answer, never twice', () => {
    expect(dingTalkDelivery({ outcome: 'unknown', error: 'x' }, false)).toMatchObject({
      outcome: 'retry',
      maybeSent: true,
    })
    expect(dingTalkDelivery({ outcome: 'unknown', error: 'x' }, true)).toMatchObject({ outcome: 'failed' })
    expect(dingTalkDelivery({ outcome: 'not-sent', error: 'x' }, true)).toMatchObject({ outcome: 'retry' })
    const cut = { outcome: 'answered' as const, status: 200, body: '{"err', complete: false, retryAfter: undefined }
    expect(dingTalkDelivery(cut, false)).toMatchObject({ outcome: 'retry', maybeSent: true })
  })
})
