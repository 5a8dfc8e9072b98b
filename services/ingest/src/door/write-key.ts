import { isWeirError, WeirError } from '@weir/errors'
import { secretOf, type Verifier } from '@weir/http'
import { isObject } from '../json/shape.ts'

/** Whose events a request brings. */
export interface Sender {
  tenant: string
  source: string
  /** Names the key that was used; no secret. */
  keyId: string
}

export interface WriteKeys {
  /** By the Authorization header; `undefined` when it holds no key. @throws WeirError UNAUTHENTICATED, FORBIDDEN */
  fromHeader(authorization: string | undefined): Promise<Sender | undefined>
  /** By the Authorization header, which must hold a key. @throws WeirError UNAUTHENTICATED, FORBIDDEN */
  required(authorization: string | undefined): Promise<Sender>
  /** By `writeKey` in the body, as a browser's beacon sends it. @throws WeirError UNAUTHENTICATED, FORBIDDEN */
  fromBody(body: unknown): Promise<Sender>
}

export function createWriteKeys(verifier: Verifier, onFailure: (error: unknown) => void): WriteKeys {
  const remedy =
    'Send your write key as the user of Basic authentication, as a Bearer token, or as writeKey in the body.'

  const missing = () => new WeirError('UNAUTHENTICATED', 'no write key was sent', { field: 'Authorization', remedy })

  async function senderOf(secret: string, field: string): Promise<Sender> {
    const principal = await verifier.verify(secret).catch((error: unknown) => {
      if (isWeirError(error) && error.retryable) onFailure(error)
      throw error
    })
    if (!principal)
      throw new WeirError('UNAUTHENTICATED', 'nobody issued this write key, or it was revoked', { field, remedy })
    const { tenant, source, scopes, id: keyId } = principal
    if (!scopes.includes('ingest') || source === undefined)
      throw new WeirError('FORBIDDEN', 'this key belongs to no source, so it cannot send events', { field, remedy })
    return { tenant, source, keyId }
  }

  return {
    async fromHeader(authorization) {
      const secret = secretOf(authorization, { basic: true })
      return secret === undefined ? undefined : senderOf(secret, 'Authorization')
    },
    async required(authorization) {
      const secret = secretOf(authorization, { basic: true })
      if (secret === undefined) throw missing()
      return senderOf(secret, 'Authorization')
    },
    async fromBody(body) {
      const secret = isObject(body) && typeof body.writeKey === 'string' ? body.writeKey : ''
      if (secret === '') throw missing()
      return senderOf(secret, 'writeKey')
    },
  }
}
