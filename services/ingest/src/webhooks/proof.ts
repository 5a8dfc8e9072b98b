import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { WeirError } from '@weir/errors'

type Bytes = string | Uint8Array

/** How far a signed time may be from ours. */
export const toleranceMs = 5 * 60_000

/** Whether two texts are equal, in a time that does not tell how much of them is. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

export function hmacSha256(secret: Bytes, parts: readonly Bytes[], encoding: 'base64' | 'hex'): string {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest(encoding)
}

export function digestOf(algorithm: 'sha1' | 'md5' | 'sha256', parts: readonly Bytes[]): string {
  const hash = createHash(algorithm)
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** @throws WeirError UNAUTHENTICATED when the header is missing. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name]
  if (typeof value === 'string' && value !== '') return value
  throw unproven(`the header ${name} is missing`, name)
}

/** @throws WeirError UNAUTHENTICATED when no secret yields the signature. */
export function assertSigned(proven: boolean, field: string): void {
  if (!proven) throw unproven('the signature does not belong to this body and secret', field)
}

/** @throws WeirError UNAUTHENTICATED for a time that is none, or too far from ours. */
export function assertFresh(text: string, unitMs: 1 | 1_000, receivedAt: number, field: string): void {
  const sentAt = /^\d{1,16}$/.test(text) ? Number(text) * unitMs : Number.NaN
  if (!(Math.abs(receivedAt - sentAt) <= toleranceMs))
    throw unproven('the signed time is not within 5 minutes of ours', field)
}

export const unproven = (message: string, field: string): WeirError =>
  new WeirError('UNAUTHENTICATED', message, {
    field,
    remedy: 'Compare the secret of the source with that of the provider, and this machine’s clock.',
  })
