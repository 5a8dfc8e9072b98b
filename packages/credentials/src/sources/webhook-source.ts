import { createPublicKey } from 'node:crypto'
import { z } from 'zod'

const secret = z.string().min(1).max(4_096)

/** The newest first; a second one is valid too while the provider changes over. */
const generations = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(2)

const publicKey = z.string().max(10_000).refine(isRsaKey, { error: 'is no RSA public key or certificate in PEM' })

function isRsaKey(pem: string): boolean {
  try {
    // From a private key Node would make the public one, and the private one would be stored in clear.
    return !pem.includes('PRIVATE KEY') && createPublicKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

const whsec = secret.refine(text => Buffer.from(text.replace(/^whsec_/, ''), 'base64').length > 0, {
  error: 'is no base64 behind whsec_',
})
const apiV3Key = z.string().refine(text => Buffer.byteLength(text) === 32, { error: 'has not 32 bytes' })
const aesKey = z.string().regex(/^[A-Za-z0-9+/]{43}$/, { error: 'has not 43 letters and digits' })

/**
 * What each provider's signature needs. What is secret is in `secrets`, `aesKeys` and nowhere else, and is sealed as a
 * whole; the rest is public.
 */
export const webhookSettings = z.discriminatedUnion('provider', [
  z.strictObject({ provider: z.literal('standard_webhooks'), secrets: generations(whsec) }),
  z.strictObject({ provider: z.literal('shopify'), secrets: generations(secret) }),
  z.strictObject({ provider: z.literal('stripe'), secrets: generations(secret) }),
  z.strictObject({
    provider: z.literal('hubspot'),
    secrets: generations(secret),
    /** The target URL as registered with HubSpot, which signs it. */
    publicUrl: z.url(),
  }),
  z.strictObject({
    provider: z.literal('wechat_pay'),
    /** APIv3 keys. */
    secrets: generations(apiV3Key),
    /** WeChat Pay's public keys or platform certificates, by serial or public key id. */
    publicKeys: z
      .record(z.string().min(1).max(200), publicKey)
      .refine(keys => Object.keys(keys).length > 0, { error: 'names no key' }),
  }),
  z.strictObject({
    provider: z.literal('alipay'),
    appId: z.string().min(1).max(64),
    publicKeys: generations(publicKey),
  }),
  z.strictObject({
    provider: z.literal('wechat_oa'),
    appId: z.string().min(1).max(64),
    /** Tokens. */
    secrets: generations(secret),
    /** Given, only encrypted messages are taken: plain ones are not protected by their signature. */
    aesKeys: generations(aesKey).optional(),
  }),
  z.strictObject({ provider: z.literal('douyin'), secrets: generations(secret), clientKey: secret.optional() }),
  z.strictObject({ provider: z.literal('youzan'), clientId: z.string().min(1).max(200), secrets: generations(secret) }),
])

export type WebhookSettings = z.output<typeof webhookSettings>
export type ProviderName = WebhookSettings['provider']

/** The settings of one provider. */
export type SettingsOf<P extends ProviderName> = Extract<WebhookSettings, { provider: P }>

export const providerNames: readonly ProviderName[] = webhookSettings.options.map(option => option.shape.provider.value)

/** A webhook endpoint: `POST /v1/sources/{provider}/{name}`. Its name is that of the source, too. */
export interface WebhookSource {
  tenant: string
  name: string
  settings: WebhookSettings
}

/** Fields that are sealed. */
export const secretFields: ReadonlySet<string> = new Set(['secrets', 'aesKeys'])
