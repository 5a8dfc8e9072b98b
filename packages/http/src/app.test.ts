import { connect } from 'node:net'
import { WeirError } from '@weir/errors'
import { createReadiness } from '@weir/lifecycle'
import { createLogger, createMetrics } from '@weir/telemetry'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type App, type AppOptions, buildApp } from './app.ts'
import { internalOnly, requireScope } from './authentication.ts'
import { httpServer } from './http-server.ts'
import { Problem } from './problem.ts'

const lines: string[] = []
const open: App[] = []
const readiness = createReadiness(['engine'])

function testApp(options: Partial<AppOptions> = {}): App {
  const log = createLogger({ service: 'test', destination: { write: line => void lines.push(line) } })
  const app = buildApp({
    service: 'test',
    log,
    metrics: createMetrics('test', { process: false }),
    readiness,
    ...options,
  })
  open.push(app)
  app.post(
    '/echo',
    { schema: { body: z.object({ orders: z.array(z.object({ total: z.number() })) }) } },
    async request => request.body,
  )
  app.get('/bug', async () => {
    throw new Error('row 13912345678 of /var/lib/x')
  })
  app.get('/down', async () => {
    throw new WeirError('LOG_UNAVAILABLE', 'kafka at 10.0.0.7 does not answer')
  })
  return app
}

afterEach(async () => {
  lines.length = 0
  await Promise.all(open.splice(0).map(app => app.close()))
})

const post = (app: App, payload: string, type = 'application/json') =>
  app.inject({ method: 'POST', url: '/echo', payload, headers: { 'content-type': type } })

describe('every failure is a problem', () => {
  it.each([
    ['malformed JSON', '{"orders":', 'application/json', 400, 'REQUEST_MALFORMED'],
    ['an empty body', '', 'application/json', 400, 'REQUEST_MALFORMED'],
    ['a wrong content type', 'a=1', 'application/xml', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'a body over the limit',
      JSON.stringify({ orders: [], pad: 'x'.repeat(2_000) }),
      'application/json',
      413,
      'REQUEST_TOO_LARGE',
    ],
    ['a wrong field', '{"orders":[{"total":"ten"}]}', 'application/json', 400, 'REQUEST_MALFORMED'],
  ])('%s', async (_, payload, type, status, code) => {
    const answer = await post(testApp({ bodyLimit: 1_000 }), payload, type)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(Problem.parse(answer.json())).toMatchObject({ status, code })
  })

  it('names the field by its path, and every fault', async () => {
    const answer = await post(testApp(), '{"orders":[{"total":"ten"},{}]}')
    expect(answer.json()).toMatchObject({ field: 'body.orders[0].total', remedy: expect.stringContaining('Correct') })
    expect(answer.json().errors).toHaveLength(2)
    expect((await post(testApp(), '[]')).json()).toMatchObject({ field: 'body' })
  })

  it('answers an unknown path and a broken one', async () => {
    const app = testApp()
    expect((await app.inject('/nowhere')).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect((await app.inject('/%E0%A4%A')).json()).toMatchObject({ status: 400, code: 'REQUEST_MALFORMED' })
  })

  it('says nothing about the inside, and logs it under the request id', async () => {
    const app = testApp()
    const bug = await app.inject({ url: '/bug', headers: { 'x-request-id': 'req-7' } })
    expect(bug.statusCode).toBe(500)
    expect(bug.body).not.toMatch(/13912345678|var/)
    expect(bug.json().instance).toBe('urn:weir:request:req-7')
    expect(lines.join()).toMatch(/req-7.*unexpectedly/)
    const down = await app.inject('/down')
    expect(down.statusCode).toBe(503)
    expect(down.headers['retry-after']).toBe('2')
    expect(down.body).not.toContain('10.0.0.7')
  })
})

describe('authentication', () => {
  const credentials = {
    verify: async (secret: string) =>
      secret === 'good' ? ({ kind: 'api', id: '1', tenant: 'demo', scopes: ['read'] } as const) : undefined,
  }
  const guarded = () => {
    const app = testApp({ credentials })
    app.get('/read', { onRequest: requireScope('read') }, async request => ({ tenant: request.principal.tenant }))
    app.get('/write', { onRequest: requireScope('ingest', { basic: true }) }, async () => ({}))
    app.get('/own', { onRequest: internalOnly('inner') }, async () => ({}))
    return app
  }
  const status = async (url: string, authorization?: string) =>
    (await guarded().inject({ url, headers: authorization ? { authorization } : {} })).statusCode

  it('wants a key that exists and has the scope', async () => {
    expect(await status('/read')).toBe(401)
    expect(await status('/read', 'Bearer bad')).toBe(401)
    expect(await status('/read', 'Bearer good')).toBe(200)
    expect(await status('/write', 'Bearer good')).toBe(403)
  })

  it('takes the user of Basic only where asked', async () => {
    const basic = `Basic ${Buffer.from('good:').toString('base64')}`
    expect(await status('/write', basic)).toBe(403)
    expect(await status('/read', basic)).toBe(401)
  })

  it('knows the other services by the internal token', async () => {
    expect(await status('/own', 'Bearer inner')).toBe(200)
    expect(await status('/own', 'Bearer good')).toBe(401)
  })
})

describe('probes and documents', () => {
  it('is ready when its engines are, and tells the rest', async () => {
    const app = testApp()
    readiness.set('engine', { ok: false, reason: 'down' })
    expect((await app.inject('/readyz')).statusCode).toBe(503)
    readiness.set('engine', { ok: true })
    expect((await app.inject('/readyz')).json().ready).toBe(true)
    expect((await app.inject('/livez')).statusCode).toBe(200)
    expect((await app.inject('/metrics')).body).toMatch(/weir_http_request_seconds_count\{.*route="\/livez"/)
  })

  it('serves the OpenAPI document made from the routes', async () => {
    const app = testApp({ openapi: { title: 'Test', version: '1' } })
    app.after(() =>
      app.get('/typed', { schema: { response: { 200: z.object({ a: z.int() }), '4xx': Problem } } }, async () => ({
        a: 1,
      })),
    )
    const answer = await app.inject('/docs/json')
    expect(answer.statusCode).toBe(200)
    expect(answer.json().paths['/typed'].get.responses['4XX']).toBeDefined()
    expect(answer.json().paths['/readyz']).toBeUndefined()
    expect((await app.inject('/docs/')).statusCode).toBe(200)
  })

  it('sets security headers on answers and failures', async () => {
    for (const url of ['/livez', '/nowhere'])
      expect((await testApp().inject(url)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
  })
})

describe('httpServer', () => {
  const options = { host: '127.0.0.1', drainMs: 0, readiness }

  it('names the variable when the port is taken', async () => {
    const first = httpServer(testApp(), { ...options, port: 0 })
    await first.start()
    const port = Number(new URL(first.url).port)
    const second = httpServer(testApp(), { ...options, port, portVariable: 'WEIR_INGEST_PORT' })
    await expect(second.start()).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      remedy: expect.stringContaining('WEIR_INGEST_PORT'),
    })
    await first.stop()
  })

  it('fails readiness before it closes, and ends streams that would not', async () => {
    const app = testApp()
    app.get('/stream', (_, reply) => {
      reply.hijack()
      reply.raw.write('open')
    })
    const server = httpServer(app, { ...options, port: 0, closeTimeoutMs: 10 })
    await server.start()
    const stream = await fetch(`${server.url}/stream`)
    const ended = stream.text().catch(() => 'cut')
    await server.stop()
    expect(readiness.report().checks.http?.ok).toBe(false)
    expect(await ended).toMatch(/open|cut/)
  })

  it('lets go of kept-alive connections as soon as their last request is answered', async () => {
    const app = testApp()
    let release: () => void = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    app.get('/slow', async () => {
      await gate
      return {}
    })
    const closing = new Promise<void>(resolve => app.addHook('preClose', async () => resolve()))
    const server = httpServer(app, { ...options, port: 0, closeTimeoutMs: 60_000 })
    await server.start()
    const answer = fetch(`${server.url}/slow`)
    await new Promise<void>(resolve => app.server.once('request', () => resolve()))
    const stopped = server.stop()
    await closing
    release()
    expect((await answer).headers.get('connection')).toBe('close')
    await stopped
  })

  it('answers what is no HTTP with a problem', async () => {
    const server = httpServer(testApp(), { ...options, port: 0 })
    await server.start()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.end('NONSENSE\r\n\r\n')
    let answer = ''
    for await (const chunk of socket) answer += chunk
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*REQUEST_MALFORMED[\s\S]*"remedy"/)
    await server.stop()
  })

  it('answers although it is expected to do something it does not know', async () => {
    const server = httpServer(testApp(), { ...options, port: 0 })
    await server.start()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.end('GET /livez HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n')
    let answer = ''
    for await (const chunk of socket) answer += chunk
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    await server.stop()
  })
})
