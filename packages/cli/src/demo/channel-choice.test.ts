import { expect, it } from 'vitest'
import { candidates, chooseChannels } from './channel-choice.ts'

it('breaks a channel that nobody else uses, and takes busy ones last', () => {
  expect(chooseChannels(new Set())).toEqual(candidates)
  const chosen = chooseChannels(new Set(['alipay', 'unionpay', 'of others']))
  expect(chosen?.slice(0, 2)).toEqual(['wechat_pay', 'douyin_pay'])
  expect(chosen?.slice(-2)).toEqual(['alipay', 'unionpay'])
  expect(chooseChannels(new Set(candidates))).toBeUndefined()
})
