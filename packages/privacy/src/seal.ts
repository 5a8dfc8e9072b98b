import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { WeirError } from '@weir/errors'
import type { Secrets } from './secrets.ts'

/*
 * A sealed value describes itself:
 *   version 1 | kind | length of key id | key id | nonce (12) | AES-256-GCM ciphertext | tag (16)
 * Everything before the nonce is authenticated too, so a value cannot be passed off as another kind, version or key.
 * Nonces are random: rotate a sealing key well before it has sealed 2^32 times.
 */
const version = 1
const kinds = { values: 1, text: 2 } as const
const nonceBytes = 12
const tagBytes = 16

/** Seals a batch's values in one ciphertext; none at all become empty bytes. */
export const sealValues = (secrets: Pick<Secrets, 'sealing'>, values: readonly string[]): Uint8Array =>
  values.length === 0 ? new Uint8Array(0) : seal(secrets, kinds.values, JSON.stringify(values))

/**
 * @throws WeirError SECRET_MISMATCH for a key id that is not among the secrets, LOG_RECORD_INVALID for bytes that were
 * changed or never sealed here.
 */
export const openValues = (secrets: Pick<Secrets, 'sealing'>, sealed: Uint8Array): string[] =>
  sealed.length === 0 ? [] : (JSON.parse(open(secrets, kinds.values, sealed)) as string[])

/** One value, for a document or a column: base64. */
export const sealText = (secrets: Pick<Secrets, 'sealing'>, text: string): string =>
  Buffer.from(seal(secrets, kinds.text, text)).toString('base64')

/** @throws as {@link openValues} */
export const openText = (secrets: Pick<Secrets, 'sealing'>, base64: string): string =>
  open(secrets, kinds.text, Buffer.from(base64, 'base64'))

function seal({ sealing }: Pick<Secrets, 'sealing'>, kind: number, text: string): Uint8Array {
  const keyId = Buffer.from(sealing.current)
  const key = sealing.keys.get(sealing.current)
  if (!key) throw new WeirError('SECRET_MISMATCH', `the current sealing key "${sealing.current}" is not among the keys`)
  if (keyId.length > 255) throw new WeirError('CONFIG_INVALID', 'a sealing key id is longer than 255 bytes')
  const header = Buffer.concat([Buffer.from([version, kind, keyId.length]), keyId])
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header)
  return Buffer.concat([header, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function open({ sealing }: Pick<Secrets, 'sealing'>, kind: number, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const headerBytes = 3 + (bytes[2] ?? 0)
  if (bytes[0] !== version || bytes[1] !== kind || bytes.length < headerBytes + nonceBytes + tagBytes) {
    throw new WeirError('LOG_RECORD_INVALID', 'these bytes are no sealed value of a known format')
  }
  const keyId = bytes.toString('utf8', 3, headerBytes)
  const key = sealing.keys.get(keyId)
  if (!key) {
    throw new WeirError('SECRET_MISMATCH', `a value was sealed with the key "${keyId}", which is not among the keys`, {
      remedy: 'restore that sealing key into the secrets directory',
    })
  }
  const bodyAt = headerBytes + nonceBytes
  const tagAt = bytes.length - tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headerBytes, bodyAt))
  decipher.setAAD(bytes.subarray(0, headerBytes)).setAuthTag(bytes.subarray(tagAt))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt, tagAt)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new WeirError('LOG_RECORD_INVALID', 'a sealed value was changed after it was sealed', { cause })
  }
}
