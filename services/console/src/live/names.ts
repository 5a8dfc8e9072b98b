import type { Bilingual } from '@weir/console-protocol'

/** Payment channels as people call them, in English and in Chinese. */
const channels: Record<string, readonly [en: string, zh: string]> = {
  alipay: ['Alipay', '支付宝'],
  wechat: ['WeChat Pay', '微信支付'],
  wechat_pay: ['WeChat Pay', '微信支付'],
  wechatpay: ['WeChat Pay', '微信支付'],
  unionpay: ['UnionPay', '银联'],
  card: ['Bank card', '银行卡'],
  bank_card: ['Bank card', '银行卡'],
  credit_card: ['Credit card', '信用卡'],
  applepay: ['Apple Pay', 'Apple Pay'],
  apple_pay: ['Apple Pay', 'Apple Pay'],
  digital_rmb: ['Digital RMB', '数字人民币'],
  balance: ['Balance', '余额'],
  huabei: ['Huabei', '花呗'],
  jdpay: ['JD Pay', '京东支付'],
  jd_pay: ['JD Pay', '京东支付'],
  douyin_pay: ['Douyin Pay', '抖音支付'],
  paypal: ['PayPal', 'PayPal'],
  other: ['Other', '其他'],
  '': ['(no channel)', '（无渠道）'],
}

/** One we do not know is shown as it was sent. */
export function channelName(channel: string): Bilingual {
  const [en, zh] = channels[channel] ?? [channel, channel]
  return { en, zh }
}
