import { createVerify } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { textOf } from '../../pipeline/text.ts'
import { parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertSigned, unproven } from '../proof.ts'
import type { Provider, Reading } from '../provider.ts'

const mostFields = 200
/** Alipay repeats a notification for 25 hours, with its first time. */
const staleMs = 48 * 3_600_000

/**
 * Alipay's notifications: a form in a charset of its own choice, signed (RSA2) over the decoded bytes of its sorted
 * fields. It must hear the word success, else it sends again for a day.
 */
export const alipay: Provider<'alipay'> = {
  receive({ body, receivedAt }, { appId, publicKeys }) {
    const pairs = formPairs(body)
    const plain = (name: string) => pairs.find(pair => pair.name === name)?.value.toString('latin1')
    const signature = plain('sign')
    if (!signature) throw unproven('the field sign is missing', 'sign')
    if (plain('sign_type') !== 'RSA2') throw unproven('only signatures of the type RSA2 are taken', 'sign_type')
    const content = signedContent(pairs)
    const isSigned = publicKeys.some(key => createVerify('RSA-SHA256').update(content).verify(key, signature, 'base64'))
    assertSigned(isSigned, 'sign')
    if (plain('app_id') !== appId) throw unproven('the notification is for another app', 'app_id')
    const facts = textsOf(pairs, plain('charset'))
    const sentAt = Date.parse(`${facts.notify_time?.replace(' ', 'T')}+08:00`)
    if (!(Math.abs(receivedAt - sentAt) <= staleMs)) throw unproven('the notification is too old', 'notify_time')
    const { sign: _, sign_type: __, ...told } = facts
    return oneMessage(read(Buffer.from(JSON.stringify(told))), facts.notify_id)
  },
  read,
  accepted: { status: 200, type: 'text/plain; charset=utf-8', body: 'success' },
}

/** The original is the form as JSON, in UTF-8. */
function read(original: Buffer): Reading {
  const { value, text, flags } = parseObject(original)
  const isRefund = value.refund_fee !== undefined && value.gmt_refund !== undefined
  const topic = isRefund ? 'refund' : (textOf(value.trade_status) ?? textOf(value.notify_type) ?? 'event')
  return { topic, facts: value, original: text, flags }
}

interface Pair {
  name: string
  value: Buffer
}

function formPairs(body: Buffer): Pair[] {
  const parts = body.toString('latin1').split('&')
  if (parts.length > mostFields)
    throw new WeirError('REQUEST_MALFORMED', `the form has more than ${mostFields} fields`, { field: 'body' })
  return parts
    .filter(part => part !== '')
    .map(part => {
      const end = part.indexOf('=')
      const name = end < 0 ? part : part.slice(0, end)
      return { name: formDecoded(name).toString('utf8'), value: formDecoded(end < 0 ? '' : part.slice(end + 1)) }
    })
}

/** The bytes behind percent signs and pluses; what charset they are in is another question. */
const formDecoded = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('+', ' ')
      .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

function signedContent(pairs: readonly Pair[]): Buffer {
  const signed = pairs
    .filter(({ name }) => name !== 'sign' && name !== 'sign_type')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const parts = signed.flatMap(({ name, value }, index) => [Buffer.from(`${index > 0 ? '&' : ''}${name}=`), value])
  return Buffer.concat(parts)
}

function textsOf(pairs: readonly Pair[], charset: string | undefined): Record<string, string | undefined> {
  const decoder = new TextDecoder(/^(?:gbk|gb2312|gb18030)$/i.test(charset ?? '') ? 'gb18030' : 'utf-8')
  return Object.fromEntries(pairs.map(({ name, value }) => [name, decoder.decode(value)]))
}
