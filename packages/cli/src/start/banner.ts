import type { CredentialsFile } from '@weir/credentials'

/** What a newcomer needs next, at the end of `npm start`. The curl works when pasted. */
export function banner(credentials: CredentialsFile, loginToken: string, startupMs: number): string {
  const { ingestUrl, queryUrl, clickhouseUrl, writeKey, apiKeys, bi } = credentials
  const event = JSON.stringify({
    userId: 'u-1',
    event: 'Order Completed',
    properties: { order_id: 'o-1', total: '199.00', currency: 'CNY', channel: 'alipay' },
    context: { traits: { phone: '+8613912345678' } },
  })
  return `
Weir is ready after ${(startupMs / 1000).toFixed(1)} s.

  Live page   ${queryUrl}/login?token=${loginToken}
              (the link works once; npm start prints a new one)

  Send an event:
    curl -s ${ingestUrl}/v1/track -u ${writeKey}: -H 'content-type: application/json' \\
      -d '${event}'

  Find the person:
    curl -s ${queryUrl}/v1/profiles/phone/13912345678 -H 'authorization: Bearer ${apiKeys.read}'

  BI          ${clickhouseUrl}  user ${bi.user}  password ${bi.password}  database ${bi.database}
  Keys        credentials.json in the data directory

  Next: npm run demo     Stop: Ctrl-C
`
}
