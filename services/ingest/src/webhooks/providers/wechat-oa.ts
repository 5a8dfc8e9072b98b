import { parseDocument } from '../../json/document.ts'
import { isObject } from '../../json/shape.ts'
import { textOf } from '../../pipeline/text.ts'
import { oneMessage } from '../one-message.ts'
import { assertFresh, assertSigned, digestOf, isSame, unproven } from '../proof.ts'
import type { Answer, Beside, Delivery, Provider, Reading } from '../provider.ts'
import { parseXml } from '../xml.ts'
import { openWechatMessage } from './wechat-crypto.ts'

const text = (body: string): Answer => ({ status: 200, type: 'text/plain; charset=utf-8', body })

/**
 * Official accounts and mini programs. The plain mode's signature covers a token, a time and a nonce but not the message;
 * where an AES key is set, only encrypted messages are taken, whose signature covers it.
 */
export const wechatOa: Provider<'wechat_oa'> = {
  handshake: true,
  receive(delivery, { appId, secrets, aesKeys }) {
    const { query, method, body, receivedAt } = delivery
    assertFresh(query.get('timestamp') ?? '', 1_000, receivedAt, 'timestamp')
    if (method === 'GET') {
      assertQuery(delivery, 'signature', secrets, [])
      return { messages: [], answer: text(query.get('echostr') ?? '') }
    }
    let plain = body.toString('utf8')
    if (aesKeys === undefined) assertQuery(delivery, 'signature', secrets, [])
    else {
      const encrypted = textOf(fieldsOf(plain).Encrypt) ?? ''
      if (encrypted === '') throw unproven('the message is not encrypted', 'Encrypt')
      assertQuery(delivery, 'msg_signature', secrets, [encrypted])
      const opened = aesKeys.map(key => openWechatMessage(encrypted, key, appId)).find(found => found !== undefined)
      if (opened === undefined) throw unproven('no AES key opens the message, or it is for another app', 'Encrypt')
      plain = opened
    }
    const reading = read(Buffer.from(plain), { appId })
    return oneMessage(reading, idOf(reading.facts), { appId })
  },
  read,
  accepted: text('success'),
}

function assertQuery({ query }: Delivery, field: string, tokens: readonly string[], more: readonly string[]): void {
  const given = query.get(field) ?? ''
  const parts = [query.get('timestamp') ?? '', query.get('nonce') ?? '', ...more]
  assertSigned(
    tokens.some(token => isSame(given, digestOf('sha1', [[token, ...parts].sort().join('')]))),
    field,
  )
}

/** XML, or JSON where the account is set so. */
function fieldsOf(body: string): Record<string, unknown> {
  if (!body.trimStart().startsWith('{')) return parseXml(body)
  const { value } = parseDocument(Buffer.from(body))
  return isObject(value) ? value : {}
}

function read(original: Buffer, { appId }: Beside): Reading {
  const plain = original.toString('utf8')
  const fields = fieldsOf(plain)
  const kind = part(fields, 'MsgType') || 'message'
  return {
    topic: kind === 'event' ? part(fields, 'Event') || 'event' : kind,
    facts: { ...fields, $appId: appId },
    original: plain,
    surrogates: true,
  }
}

/** Events have no id: who, when and what together are one. Hashed, for an openid in an id would be readable everywhere. */
function idOf(fields: Record<string, unknown>): string {
  const who = ['FromUserName', 'CreateTime', 'Event', 'EventKey'].map(name => part(fields, name))
  return part(fields, 'MsgId') || part(fields, 'MsgID') || digestOf('sha256', [JSON.stringify(who)])
}

const part = (fields: Record<string, unknown>, name: string) => textOf(fields[name]) ?? ''
