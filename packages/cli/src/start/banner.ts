import type { CredentialsFile } from '@weir/credentials'
import type { Platform } from './platform.ts'
import { services as everything } from './ports.ts'

/** What a newcomer needs next, at the end of `weir start`. The curl works when pasted. */
export async function banner(platform: Platform): Promise<string> {
  const { credentials, services, startupMs } = platform
  const whole = everything.every(service => service === 'clickhouse' || services.includes(service))
  const token = services.includes('query') ? await platform.loginToken() : undefined
  return [
    `\nWeir is ready after ${(startupMs / 1000).toFixed(1)} s${whole ? '' : `: ${services.join(', ')}`}.\n`,
    ...livePage(platform, token),
    ...(credentials && whole ? tryOut(credentials) : addresses(platform)),
    keys(credentials),
    whole ? '\n  Next: npm run demo     Stop: Ctrl-C\n' : '\n  Next: weir doctor     Stop: Ctrl-C\n',
  ].join('\n')
}

const livePage = ({ urls }: Platform, token: string | undefined): string[] =>
  token === undefined
    ? []
    : [
        `  Live page   ${urls.queryUrl}/login?token=${token}`,
        '              (the link works once; npm start prints a new one)\n',
      ]

function tryOut({ ingestUrl, queryUrl, clickhouseUrl, writeKey, apiKeys, bi }: CredentialsFile): string[] {
  const event = JSON.stringify({
    userId: 'u-1',
    event: 'Order Completed',
    properties: { order_id: 'o-1', total: '199.00', currency: 'CNY', channel: 'alipay' },
    context: { traits: { phone: '+8613912345678' } },
  })
  return [
    `  Send an event:
    curl -s ${ingestUrl}/v1/track -u ${writeKey}: -H 'content-type: application/json' \\
      -d '${event}'

  Find the person:
    curl -s ${queryUrl}/v1/profiles/phone/13912345678 -H 'authorization: Bearer ${apiKeys.read}'

  BI          ${clickhouseUrl}  user ${bi.user}  password ${bi.password}  database ${bi.database}`,
  ]
}

const addresses = ({ services, ports }: Platform): string[] =>
  services.map(service => `  ${service.padEnd(12)}http://127.0.0.1:${ports[service]}`)

const keys = (credentials: CredentialsFile | undefined): string =>
  credentials
    ? '  Keys        credentials.json in the data directory'
    : '  Keys        weir keys create, or credentials.json of the machine that was started first'
