import { textOf } from '../../pipeline/text.ts'
import { parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertFresh, assertSigned, headerOf, hmacSha256, isSame, unproven } from '../proof.ts'
import type { Provider, Reading } from '../provider.ts'

const header = 'stripe-signature'

/** `Stripe-Signature: t=…,v1=…,v1=…`: one signature for each secret that Stripe holds valid. */
export const stripe: Provider<'stripe'> = {
  receive({ headers, body, receivedAt }, { secrets }) {
    const parts = headerOf(headers, header)
      .split(',')
      .map(part => part.trim().split('='))
    const time = parts.find(([name]) => name === 't')?.[1]
    if (time === undefined) throw unproven('the header names no time', header)
    const signatures = parts.filter(([name]) => name === 'v1').map(([, value = '']) => value)
    const isSigned = secrets.some(secret => {
      const expected = hmacSha256(secret, [`${time}.`, body], 'hex')
      return signatures.some(signature => isSame(signature, expected))
    })
    assertSigned(isSigned, header)
    assertFresh(time, 1_000, receivedAt, header)
    const reading = read(body)
    return oneMessage(reading, textOf(reading.facts.id))
  },
  read,
}

function read(body: Buffer): Reading {
  const { value, text, surrogates, flags } = parseObject(body)
  return { topic: textOf(value.type) ?? 'event', facts: value, original: text, surrogates, flags }
}
