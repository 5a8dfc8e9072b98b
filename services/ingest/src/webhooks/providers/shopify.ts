import { textOf } from '../../pipeline/text.ts'
import { parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertSigned, digestOf, headerOf, hmacSha256, isSame } from '../proof.ts'
import type { Beside, Provider, Reading } from '../provider.ts'

/** Shopify signs the body alone: topic, shop and id are believed because the body is theirs. */
export const shopify: Provider<'shopify'> = {
  receive({ headers, body }, { secrets }) {
    const signature = headerOf(headers, 'x-shopify-hmac-sha256')
    const isSigned = secrets.some(secret => isSame(signature, hmacSha256(secret, [body], 'base64')))
    assertSigned(isSigned, 'x-shopify-hmac-sha256')
    const topic = headerOf(headers, 'x-shopify-topic')
    const id = headerOf(headers, 'x-shopify-webhook-id')
    const beside = {
      topic,
      shop: textOf(headers['x-shopify-shop-domain']),
      triggeredAt: textOf(headers['x-shopify-triggered-at']),
    }
    return { ...oneMessage(read(body, beside), id, beside), signed: digestOf('sha256', [topic, '\n', body]) }
  },
  read,
}

function read(body: Buffer, { topic = 'event', shop, triggeredAt }: Beside): Reading {
  const { value, text, surrogates, flags } = parseObject(body)
  return { topic, facts: { ...value, $shop: shop, $triggeredAt: triggeredAt }, original: text, surrogates, flags }
}
