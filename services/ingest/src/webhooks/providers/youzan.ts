import { textOf } from '../../pipeline/text.ts'
import { innerObject, parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertSigned, digestOf, headerOf, isSame } from '../proof.ts'
import type { Beside, Provider, Reading } from '../provider.ts'

const header = 'event-sign'

/** Youzan: MD5 over client id, body and client secret; the message proper is JSON, percent-encoded, in `msg`. */
export const youzan: Provider<'youzan'> = {
  receive({ headers, body }, { clientId, secrets }) {
    const signature = headerOf(headers, header).toLowerCase()
    assertSigned(
      secrets.some(secret => isSame(signature, digestOf('md5', [clientId, body, secret]))),
      header,
    )
    const beside = { type: textOf(headers['event-type']) }
    const reading = read(body, beside)
    return oneMessage(reading, textOf(reading.facts.msg_id) ?? digestOf('sha256', [body]), beside)
  },
  read,
  accepted: { status: 200, type: 'application/json; charset=utf-8', body: '{"code":0,"msg":"success"}' },
}

function read(body: Buffer, { type }: Beside): Reading {
  const { value, text, surrogates, flags } = parseObject(body)
  const inner = typeof value.msg === 'string' ? percentDecoded(value.msg) : value.msg
  return {
    topic: textOf(value.type) ?? type ?? 'event',
    facts: { ...value, msg: innerObject(inner) },
    original: text,
    surrogates: surrogates || text.includes('%5Cu') || text.includes('\\\\u'),
    flags,
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
