import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'

let ingest: TestIngest
beforeEach(async () => {
  ingest = await startTestIngest()
})
afterEach(() => ingest.stop())

const call = { type: 'track', event: 'x', userId: 'u' }
const shop = 'https://www.shop.example'

describe('a browser', () => {
  const preflight = (path: string, headers: Record<string, string> = {}) =>
    ingest.app.inject({
      method: 'OPTIONS',
      url: path,
      headers: { origin: shop, 'access-control-request-method': 'POST', ...headers },
    })

  it.each(['/v1/track', '/v1/batch', '/v1/events'])('may ask before it sends to %s', async path => {
    const answer = await preflight(path, { 'access-control-request-headers': 'authorization,content-type,x-sdk' })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'authorization,content-type,x-sdk',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    })
    const odd = await preflight(path, { 'access-control-request-headers': 'a;b\u00e9' })
    expect(odd.headers['access-control-allow-headers']).toContain('Authorization')
  })

  it('sends a beacon as text/plain, without preflight and with its key in the body', async () => {
    const answer = await ingest.app.inject({
      method: 'POST',
      url: '/v1/batch',
      headers: { origin: shop, 'content-type': 'text/plain;charset=UTF-8' },
      payload: JSON.stringify({ writeKey: 'wk', batch: [call] }),
    })
    expect(answer.json()).toMatchObject({ accepted: 1 })
    expect(answer.headers['access-control-allow-origin']).toBe(shop)
  })

  it('is refused where its page is none of the source, by header and by body, and can read why', async () => {
    await ingest.sources.putSettings('demo', 'web', { origins: ['https://*.shop.example', 'https://other.example'] })
    expect((await ingest.post('track', call, { origin: shop })).statusCode).toBe(200)
    expect((await ingest.post('track', call, { origin: 'HTTPS://OTHER.example' })).statusCode).toBe(200)
    for (const origin of ['https://shop.example', 'http://www.shop.example', 'https://evilshop.example', 'null'])
      for (const sent of [
        await ingest.post('track', call, { origin }),
        await ingest.post('track', { ...call, writeKey: 'wk' }, { origin, authorization: '' }),
      ]) {
        expect(sent.statusCode, origin).toBe(403)
        expect(sent.json()).toMatchObject({ code: 'FORBIDDEN', field: 'Origin' })
        expect(sent.headers['access-control-allow-origin']).toBe(origin)
      }
    expect((await ingest.post('track', call)).statusCode, 'a server').toBe(200)
    expect(await ingest.events()).toHaveLength(3)
  })
})

describe('a write key that sends too fast', () => {
  const batch = (size: number) => ({ batch: Array.from({ length: size }, () => call) })

  it('is told what is left, then to wait, and loses nothing that was answered', async () => {
    await ingest.sources.putSettings('demo', 'web', { rate: { perSecond: 0.1, burst: 5 } })
    const first = await ingest.post('batch', batch(3))
    expect(first.headers).toMatchObject({
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-reset': '30',
    })
    expect((await ingest.post('batch', batch(4))).json()).toMatchObject({ accepted: 4 })
    for (const body of [call, { ...call, writeKey: 'wk' }]) {
      const refused = await ingest.post('track', body, 'writeKey' in body ? { authorization: '' } : {})
      expect(refused.statusCode).toBe(429)
      expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED' })
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(20)
      expect(refused.headers['x-ratelimit-remaining']).toBe('0')
    }
    expect(await ingest.events()).toHaveLength(7)
    expect((await ingest.app.inject('/metrics')).body).toMatch(/weir_ingest_rate_limited_total{[^}]*} 2/)
  })

  it('has a generous rate where none is set', async () => {
    const { headers } = await ingest.post('track', call)
    expect(headers['x-ratelimit-limit']).toBe('10000000')
  })
})
