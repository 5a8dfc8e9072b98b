import { textOf } from '../../pipeline/text.ts'
import { parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertFresh, assertSigned, headerOf, hmacSha256, isSame } from '../proof.ts'
import type { Provider, Reading } from '../provider.ts'

/**
 * Anyone who follows standardwebhooks.com; Svix's own headers, which came before, are understood too. The id and the time
 * are signed with the body. Several signatures come while the sender rotates its secret.
 */
export const standardWebhooks: Provider<'standard_webhooks'> = {
  receive({ headers, body, receivedAt }, { secrets }) {
    const prefix = headers['webhook-id'] === undefined && headers['svix-id'] !== undefined ? 'svix' : 'webhook'
    const id = headerOf(headers, `${prefix}-id`)
    const time = headerOf(headers, `${prefix}-timestamp`)
    const signatures = headerOf(headers, `${prefix}-signature`).split(' ')
    const isSigned = secrets.some(secret => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
      const expected = `v1,${hmacSha256(key, [`${id}.${time}.`, body], 'base64')}`
      return signatures.some(signature => isSame(signature, expected))
    })
    assertSigned(isSigned, `${prefix}-signature`)
    assertFresh(time, 1_000, receivedAt, `${prefix}-timestamp`)
    return oneMessage(read(body), id)
  },
  read,
}

function read(body: Buffer): Reading {
  const { value, text, surrogates, flags } = parseObject(body)
  const topic = textOf(value.type) ?? textOf(value.event) ?? 'event'
  return { topic, facts: value, original: text, surrogates, flags }
}
