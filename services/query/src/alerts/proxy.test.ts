import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it } from 'vitest'
import { type QueryFixture, queryFixture } from '../app.fixture.ts'

interface Seen {
  method: string | undefined
  url: string | undefined
  headers: IncomingHttpHeaders
  body: string
}

let fixture: QueryFixture
let seen: Seen[]

beforeEach(async () => {
  seen = []
  const alerts = createServer((incoming, response) => {
    let body = ''
    incoming.on('data', chunk => (body += chunk))
    incoming.on('end', () => {
      seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body })
      response
        .writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'a=b', server: 'inner' })
        .end('{"made":true}')
    })
  }).listen(0, '127.0.0.1')
  await once(alerts, 'listening')
  fixture = await queryFixture({ alertsUrl: `http://127.0.0.1:${(alerts.address() as AddressInfo).port}` })
  return async () => {
    await fixture.app.close()
    alerts.closeAllConnections()
    alerts.close()
  }
})

const post = (headers: Record<string, string>) =>
  fixture.app.inject({
    method: 'POST',
    url: '/v1/alerts/rules?dry=1',
    headers: { 'content-type': 'application/json', ...headers },
    payload: '{"name": "x"}',
  })

describe('what goes to the alerts service', () => {
  it('carries the API key as it came, path, query and body untouched', async () => {
    const answer = await post(fixture.manager)
    expect([answer.statusCode, answer.body]).toEqual([201, '{"made":true}'])
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/alerts/rules?dry=1',
        body: '{"name": "x"}',
        headers: { authorization: fixture.manager.authorization },
      },
    ])
  })

  it('speaks for the person at the browser, and never passes the cookie on', async () => {
    const cookie = await fixture.signIn()
    expect((await post({ cookie, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201)
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer internal',
      'x-weir-tenant': 'demo',
      'x-weir-scopes': 'read,manage',
    })
    expect(seen[0]?.headers.cookie).toBeUndefined()
  })

  it('is nobody’s without key and session, whatever headers a caller makes up', async () => {
    await post({ 'x-weir-tenant': 'demo', 'x-weir-scopes': 'manage' })
    expect(seen[0]?.headers.authorization).toBeUndefined()
    expect(seen[0]?.headers['x-weir-tenant']).toBeUndefined()
  })

  it('never comes from another site', async () => {
    expect((await post({ cookie: await fixture.signIn(), 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect(seen).toEqual([])
  })

  it('goes there whatever host the request line names', async () => {
    const { port } = new URL(await fixture.app.listen({ host: '127.0.0.1', port: 0 }))
    const cookie = await fixture.signIn()
    const sent = request({
      host: '127.0.0.1',
      port,
      path: 'http://127.0.0.1:1/v1/alerts/rules',
      headers: { cookie },
    }).end()
    const [answer] = await once(sent, 'response')
    answer.resume()
    expect(answer.statusCode).toBe(201)
    expect(seen[0]?.url).toBe('/v1/alerts/rules')
  })

  it('stays under its own path', async () => {
    for (const path of [
      '/v1/alerts/../identity/lookup',
      '/v1/alerts/..%2f..%2fmetrics',
      '/v1/alerts//evil.example/x',
    ]) {
      await fixture.app.inject({ url: path, headers: fixture.reader })
    }
    for (const { url } of seen) expect(url).toMatch(/^\/v1\/alerts\//)
  })
})

it('says so when the alerts service is down', async () => {
  const alone = await queryFixture()
  const answer = await alone.app.inject({ url: '/v1/alerts/rules', headers: alone.reader })
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1'])
  await alone.app.close()
})
