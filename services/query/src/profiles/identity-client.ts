import { WeirError } from '@weir/errors'
import { z } from 'zod'

const keyId = z.union([z.int(), z.string().regex(/^\d+$/)]).transform(String)
const unixMs = z.union([z.number(), z.iso.datetime().transform(text => Date.parse(text))])

const LookupAnswer = z.object({
  keyId,
  oneId: keyId,
  keys: z.array(
    z.object({
      keyId,
      type: z.string(),
      scope: z.string(),
      value: z.string().nullish(),
      sealed: z.string().nullish(),
      firstSeen: unixMs,
      lastSeen: unixMs,
    }),
  ),
})

/** A person as identity knows them: the cluster of the key that was asked for. Times are Unix ms. */
export type Cluster = z.output<typeof LookupAnswer>

export interface KeyHash {
  tenant: string
  type: string
  scope: string
  /** Hex. */
  hash: string
}

/** `undefined` when identity has never seen the key. @throws WeirError IDENTITY_UNAVAILABLE */
export type LookUpIdentity = (key: KeyHash) => Promise<Cluster | undefined>

const timeoutMs = 5_000

export function createIdentityLookup(options: { url: string; token: string }): LookUpIdentity {
  const url = new URL('/v1/identity/lookup', options.url)
  return async key => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(key),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(cause => {
      throw unavailable('identity does not answer', cause)
    })
    if (answer.status === 404) return undefined
    if (!answer.ok) throw unavailable(`identity answered ${answer.status}`)
    return LookupAnswer.parse(await answer.json())
  }
}

const unavailable = (message: string, cause?: unknown) =>
  new WeirError('IDENTITY_UNAVAILABLE', message, {
    cause,
    remedy: 'Ask again in a few seconds; if it stays so, look at /readyz of the identity service.',
  })
