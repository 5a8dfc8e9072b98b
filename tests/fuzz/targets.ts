import { biPassword, clickhouseServicePassword, internalToken, readSecrets } from '@weir/credentials'
import type { TestPlatform } from '../platform/platform.ts'
import type { Target } from './request.ts'
import { parametersOf, routesOf } from './routes.ts'

/** Every HTTP service of a platform that logs at level debug, with all that its doors and handlers would know. */
export async function targetsOf(platform: TestPlatform): Promise<Target[]> {
  const { ingestUrl, queryUrl, clickhouseUrl, ports } = platform.urls()
  const { writeKey, apiKeys, bi } = await platform.credentials()
  const secrets = await readSecrets(platform.dataDir)
  const session = await signIn(queryUrl, apiKeys.manage)
  const bearer = (token: string) => `authorization: Bearer ${token}`
  const basic = (user: string, password: string) =>
    `authorization: Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const internal = bearer(internalToken(secrets))
  const people = [bearer(apiKeys.manage), bearer(apiKeys.read), `cookie: ${session}`]
  const at = (service: string) => `http://127.0.0.1:${ports[service]}`
  const parameters = await parametersOf(`${queryUrl}/docs/json`)
  const target = async (
    service: string,
    url: string,
    credentials: readonly string[],
    documents: readonly string[],
  ): Promise<Target> => ({
    ...{ service, url, credentials, documents, pathValues, parameters },
    isPublic: service === 'ingest' || service === 'query',
    routes: await routesOf(platform.dataDir, service),
  })
  return [
    await target('ingest', ingestUrl, [basic(writeKey, ''), bearer(writeKey), internal], [...calls, ...cloudEvents]),
    await target('query', queryUrl, people, [...alerting, ...calls]),
    await target('alerts', at('alerts'), [internal, ...people], alerting),
    await target('identity', at('identity'), [internal], lookUps),
    await target('processor', at('processor'), [internal], lookUps),
    {
      ...{ service: 'clickhouse', isPublic: true, url: clickhouseUrl, documents: statements, pathValues },
      credentials: [basic(bi.user, biPassword(secrets)), basic('weir', clickhouseServicePassword(secrets))],
      parameters: ['query', 'database', 'default_format', 'param_x', 'max_threads', 'compress', 'session_id', 'user'],
      routes: ['GET /', 'POST /', 'GET /ping', 'HEAD /', 'OPTIONS /', 'PUT /', 'GET /*'].map(route => {
        const [method = '', url = ''] = route.split(' ')
        return { method, url }
      }),
    },
  ]
}

async function signIn(queryUrl: string, manageKey: string): Promise<string> {
  const headers = { authorization: `Bearer ${manageKey}` }
  const link = (await (await fetch(`${queryUrl}/v1/login-links`, { method: 'POST', headers })).json()) as {
    url: string
  }
  const { search } = new URL(link.url)
  const answer = await fetch(`${queryUrl}/login${search}`, { redirect: 'manual' })
  return answer.headers.getSetCookie()[0]!.split(';')[0]!
}

const pathValues = {
  name: ['payment_success_rate', 'orders_paid', 'main'],
  type: ['user_id', 'phone', 'openid'],
  value: ['u-1', '13912345678'],
  id: ['fuzz-1', '00000000-0000-4000-8000-000000000000'],
  provider: ['stripe', 'shopify', 'youzan', 'wechat_oa', 'standard_webhooks'],
  '*': ['rules', 'channels', 'episodes', 'silences', 'rules/x', 'pages.css', 'icon.svg', 'index.html'],
}

const calls = [
  '{"type":"track","event":"Order Completed","userId":"u-1","messageId":"fuzz-1","properties":{"order_id":"o","total":12.5,"products":[{"sku":"s","quantity":2}]},"context":{"traits":{"phone":"13912345678"}}}',
  '{"batch":[{"type":"identify","userId":"u-1","traits":{"email":"a@shop.example"}},{"type":"alias","userId":"u","previousId":"v"}],"context":{},"sentAt":"2026-01-31T00:00:00Z"}',
]

const cloudEvents = [
  '{"specversion":"1.0","id":"8","source":"/shop","type":"order.paid","subject":"user_id:u-1","data":{"order_id":"o","amount":"9.90","currency":"CNY"}}',
  '[{"specversion":"1.0","id":"8","source":"/shop","type":"x","data_base64":"AAEC"}]',
]

const alerting = [
  '{"name":"fuzzed","metric":"payment_success_rate","groupBy":["channel"],"conditions":[{"window":"30s","op":"<","value":0.9}],"for":"10s","minSample":50,"severity":"red","channels":["phone"]}',
  '{"name":"fuzzed","kind":"webhook","url":"http://127.0.0.1:9/hook","secret":"0123456789abcdef0123456789abcdef"}',
  '{"by":"somebody","note":"seen","matchers":[{"label":"channel","op":"=","value":"alipay"}],"startsAt":"2026-01-31T00:00:00Z","endsAt":"2026-02-01T00:00:00Z"}',
]

const lookUps = ['{"keys":[{"type":"user_id","value":"u-1"}]}', '{"tenant":"demo","key":"00ff","hash":"00"}', '[]']

const statements = [
  'SELECT count() FROM weir.events WHERE type = {x:String}',
  'SELECT metric, sum(count) FROM weir_data.metric_points GROUP BY metric FORMAT JSON',
  'INSERT INTO weir_data.events (id) FORMAT JSONEachRow {"id":"x"}',
  'SHOW TABLES FROM weir',
]
