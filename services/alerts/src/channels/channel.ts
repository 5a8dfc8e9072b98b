import { z } from 'zod'
import { parseHostPort } from '../outgoing/address.ts'
import { ruleName } from '../rules/rule.ts'

const hostPort = z.string().transform((text, context) => {
  const parsed = parseHostPort(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: `"${text}" is no host:port` })
  return z.NEVER
})

const httpUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine(text => URL.canParse(text) && new URL(text).username === '' && new URL(text).password === '', {
    error: 'write a URL without a user name or password',
  })

const shared = {
  name: ruleName,
  default: z.boolean().default(true).describe('Gets the pages of rules that name no channels'),
  allow: z
    .array(hostPort)
    .max(10)
    .default([])
    .describe(
      'host:port that this channel may reach although it is private; counts only while Weir itself is not open to the network',
    ),
}

const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, { error: 'write whsec_ and 24 to 64 bytes in base64' })

export const webhookChannel = z.strictObject({
  ...shared,
  type: z.literal('webhook'),
  url: httpUrl,
  secret: webhookSecret.describe('Standard Webhooks secret: whsec_ and base64'),
})

export const dingTalkUrl = 'https://oapi.dingtalk.com/robot/send'

export const dingTalkChannel = z.strictObject({
  ...shared,
  type: z.literal('dingtalk'),
  accessToken: z.string().min(1).max(200).describe('access_token of the robot’s webhook address'),
  secret: z.string().min(1).max(200).optional().describe('SEC…, when the robot signs'),
  url: httpUrl.default(dingTalkUrl),
  atMobiles: z
    .array(z.string().regex(/^\+?\d{5,15}$/))
    .max(20)
    .default([])
    .describe('Whom to mention'),
  atAll: z.boolean().default(false),
  keyword: z.string().max(50).optional().describe('The robot’s keyword, when it wants one in every message'),
  language: z.enum(['zh', 'en']).default('zh'),
})

/** A channel as people write it. */
export const channelSchema = z.discriminatedUnion('type', [webhookChannel, dingTalkChannel])
export type Channel = z.output<typeof channelSchema>
export type WebhookChannel = z.output<typeof webhookChannel>
export type DingTalkChannel = z.output<typeof dingTalkChannel>
