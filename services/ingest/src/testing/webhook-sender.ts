import { payloadSchemaByFingerprint } from '@weir/event'
import { expect } from 'vitest'
import type { OpenedEvent, TestIngest } from './test-ingest.ts'
import { type SignedRequest, type WebhookCase, webhookCase } from './webhook-cases.ts'

/** Sets up providers' endpoints named `main` and sends to them. */
export function webhookSender(ingest: () => TestIngest) {
  const post = (provider: string, { headers, query = '', body }: SignedRequest) =>
    ingest().app.inject({ method: 'POST', url: `/v1/sources/${provider}/main?${query}`, headers, payload: body })
  return {
    setUp: async (provider: WebhookCase['provider'], settings = webhookCase(provider).settings) =>
      ingest().sources.putWebhook({ tenant: 'demo', name: 'main', settings }),
    post,
    /** Signs as the provider does, and expects what it wants to hear. */
    async send(provider: WebhookCase['provider'], event: string, headers: Record<string, string> = {}) {
      const one = webhookCase(provider)
      const request = one.sign(event, { secret: 0, at: Date.now() })
      const answer = await post(provider, { ...request, headers: { ...request.headers, ...headers } })
      expect(answer.statusCode, answer.body).toBe(one.answer.status)
      return answer
    },
  }
}

export const propertiesOf = (event: OpenedEvent) => {
  const { properties, ...typed } = payloadSchemaByFingerprint(event.payloadSchema)!.decode(event.payload)
  return { ...typed, ...JSON.parse(properties as string) }
}
