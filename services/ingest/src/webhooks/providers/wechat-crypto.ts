import { createDecipheriv } from 'node:crypto'

const blockBytes = 32
const randomBytes = 16

/**
 * A message of WeChat's encrypted mode: 16 random bytes, the length, the message, the app id. AES-256-CBC whose IV is the
 * beginning of the key. `undefined` when this key does not open it, or it is for another app.
 */
export function openWechatMessage(encrypted: string, aesKey: string, appId: string): string | undefined {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  const sealed = Buffer.from(encrypted, 'base64')
  if (key.length !== 32 || sealed.length === 0 || sealed.length % 16 !== 0) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()])
  const padding = padded.at(-1)!
  if (padding < 1 || padding > blockBytes || padding > padded.length) return undefined
  const plain = padded.subarray(0, -padding)
  if (plain.length < randomBytes + 4) return undefined
  const end = randomBytes + 4 + plain.readUInt32BE(randomBytes)
  if (end > plain.length || plain.toString('utf8', end) !== appId) return undefined
  return plain.toString('utf8', randomBytes + 4, end)
}
