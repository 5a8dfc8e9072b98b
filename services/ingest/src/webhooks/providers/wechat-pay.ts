import { createDecipheriv, createVerify } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { unmarked } from '../../json/exact-numbers.ts'
import { isObject } from '../../json/shape.ts'
import { textOf } from '../../pipeline/text.ts'
import { innerObject, parseObject } from '../json-messages.ts'
import { oneMessage } from '../one-message.ts'
import { assertFresh, assertSigned, headerOf, unproven } from '../proof.ts'
import type { Provider, Reading } from '../provider.ts'

const tagBytes = 16

/**
 * WeChat Pay v3: an RSA signature over time, nonce and body, by the key that the serial names; what happened is encrypted
 * with the merchant's APIv3 key. WeChat sends forged signatures now and then to see whether they are refused.
 */
export const wechatPay: Provider<'wechat_pay'> = {
  receive({ headers, body, receivedAt }, { secrets, publicKeys }) {
    const serial = headerOf(headers, 'wechatpay-serial')
    const time = headerOf(headers, 'wechatpay-timestamp')
    const nonce = headerOf(headers, 'wechatpay-nonce')
    const signature = headerOf(headers, 'wechatpay-signature')
    const publicKey = Object.hasOwn(publicKeys, serial) ? publicKeys[serial]! : undefined
    if (publicKey === undefined) throw unproven('no key of this serial is known', 'wechatpay-serial')
    const verify = createVerify('RSA-SHA256').update(`${time}\n${nonce}\n`).update(body).update('\n')
    assertSigned(verify.verify(publicKey, signature, 'base64'), 'wechatpay-signature')
    assertFresh(time, 1_000, receivedAt, 'wechatpay-timestamp')
    const { value, flags } = parseObject(body)
    const resource = decrypted(value.resource, secrets)
    const reading = read(Buffer.from(unmarked(JSON.stringify({ ...value, resource }))))
    return oneMessage({ ...reading, flags }, textOf(value.id))
  },
  read,
  accepted: { status: 204, type: 'application/json; charset=utf-8', body: '' },
}

/** In the original the resource is JSON as a text, as it was encrypted; whoever mends it may write an object. */
function read(original: Buffer): Reading {
  const { value, text, surrogates, flags } = parseObject(original)
  const facts = { ...value, resource: innerObject(value.resource) }
  return {
    topic: textOf(value.event_type) ?? 'event',
    facts,
    original: text,
    surrogates: surrogates || text.includes('\\\\u'),
    flags,
  }
}

function decrypted(resource: unknown, keys: readonly string[]): string {
  if (!isObject(resource) || resource.algorithm !== 'AEAD_AES_256_GCM') throw unreadable()
  const sealed = Buffer.from(textOf(resource.ciphertext) ?? '', 'base64')
  const nonce = textOf(resource.nonce) ?? ''
  if (sealed.length < tagBytes || nonce === '') throw unreadable()
  for (const key of keys) {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
      .setAAD(Buffer.from(textOf(resource.associated_data) ?? ''))
      .setAuthTag(sealed.subarray(-tagBytes))
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
    } catch {
      // Sealed with the other generation of the key, or with none of ours.
    }
  }
  throw unproven('no APIv3 key opens the resource', 'resource')
}

const unreadable = () =>
  new WeirError('REQUEST_MALFORMED', 'the resource is not encrypted as AEAD_AES_256_GCM', { field: 'resource' })
