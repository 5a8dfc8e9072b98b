import { isObject } from '../../json/shape.ts'
import { textOf } from '../../pipeline/text.ts'
import { innerObject, parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertSigned, digestOf, headerOf, isSame, unproven } from '../proof.ts'
import type { Provider, Reading } from '../provider.ts'

const header = 'x-douyin-signature'

/** Douyin's open platform: SHA-1 over the client secret and the body. The first request asks back its challenge. */
export const douyin: Provider<'douyin'> = {
  receive({ headers, body }, { secrets, clientKey }) {
    const signature = headerOf(headers, header).toLowerCase()
    assertSigned(
      secrets.some(secret => isSame(signature, digestOf('sha1', [secret, body]))),
      header,
    )
    const reading = read(body)
    const { event, content, client_key, msg_id, log_id } = reading.facts
    if (textOf(event) === 'verify_webhook') return { messages: [], answer: challengeOf(content) }
    if (clientKey !== undefined && textOf(client_key) !== clientKey)
      throw unproven('the message is for another app', 'client_key')
    const id = textOf(headers['msg-id']) ?? textOf(msg_id) ?? textOf(log_id)
    return { ...oneMessage(reading, id), signed: digestOf('sha256', [body]) }
  },
  read,
  accepted: { status: 200, type: 'application/json; charset=utf-8', body: '{"code":0,"msg":"success"}' },
}

function read(body: Buffer): Reading {
  const { value, text, surrogates, flags } = parseObject(body)
  const content = innerObject(value.content)
  const event = textOf(value.event) ?? 'event'
  const action = isObject(content) ? textOf(content.action) : undefined
  return {
    topic: action === undefined ? event : `${event}.${action}`,
    facts: { ...value, content, $clientKey: textOf(value.client_key) },
    original: text,
    surrogates: surrogates || text.includes('\\\\u'),
    flags,
  }
}

function challengeOf(content: unknown) {
  const challenge = isObject(content) ? content.challenge : undefined
  const known = typeof challenge === 'number' || typeof challenge === 'string' ? challenge : null
  return { status: 200, type: 'application/json; charset=utf-8', body: JSON.stringify({ challenge: known }) }
}
