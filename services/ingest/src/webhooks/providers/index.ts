import type { ProviderName, SettingsOf, WebhookSettings } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import type { Answer, Beside, Delivery, Provider, Reading, Received } from '../provider.ts'
import { alipay } from './alipay.ts'
import { douyin } from './douyin.ts'
import { hubspot } from './hubspot.ts'
import { shopify } from './shopify.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { stripe } from './stripe.ts'
import { wechatOa } from './wechat-oa.ts'
import { wechatPay } from './wechat-pay.ts'
import { youzan } from './youzan.ts'

/** A provider that takes the settings of any and insists on its own. */
export interface AnyProvider {
  receive(delivery: Delivery, settings: WebhookSettings): Received
  read(original: Buffer, beside: Beside): Reading
  accepted: Answer | undefined
  handshake: boolean
}

export const providers: Readonly<Record<ProviderName, AnyProvider>> = {
  standard_webhooks: of('standard_webhooks', standardWebhooks),
  shopify: of('shopify', shopify),
  stripe: of('stripe', stripe),
  hubspot: of('hubspot', hubspot),
  wechat_pay: of('wechat_pay', wechatPay),
  alipay: of('alipay', alipay),
  wechat_oa: of('wechat_oa', wechatOa),
  douyin: of('douyin', douyin),
  youzan: of('youzan', youzan),
}

function of<P extends ProviderName>(name: P, { receive, read, accepted, handshake }: Provider<P>): AnyProvider {
  return {
    receive(delivery, settings) {
      if (!areOf(name, settings)) throw new WeirError('INTERNAL', `these are no settings of ${name}`)
      return receive(delivery, settings)
    },
    read,
    accepted,
    handshake: handshake === true,
  }
}

const areOf = <P extends ProviderName>(name: P, settings: WebhookSettings): settings is SettingsOf<P> =>
  settings.provider === name
