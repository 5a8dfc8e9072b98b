import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyHttp, type FaultyHttp } from './faulty-http.ts'

describe('createFaultyHttp', () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      seen.push(body)
      response.writeHead(201, { 'X-Seen': String(seen.length) }).end(`got ${body}`)
    })
  })
  let proxy: FaultyHttp
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    proxy = await createFaultyHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  })
  beforeEach(() => seen.splice(0))
  afterAll(async () => {
    await proxy.close()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const post = (body: string, timeoutMs = 5_000) =>
    fetch(proxy.url, { method: 'POST', body, signal: AbortSignal.timeout(timeoutMs) }).then(
      async answer => `${answer.status} ${answer.headers.get('x-seen')} ${await answer.text()}`,
      (error: Error) => error.name,
    )

  it('passes on what meets no fault', async () => {
    expect(await post('a')).toBe('201 1 got a')
  })

  it('loses requests before the target and answers after it', async () => {
    proxy.next(['drop', 'lose-answer', 'fake-ok'])
    expect(await post('a')).toBe('TypeError')
    expect(seen).toEqual([])
    expect(await post('b')).toBe('TypeError')
    expect(seen).toEqual(['b'])
    expect(await post('c')).toBe('200 null ')
    expect(seen).toEqual(['b'])
    expect(proxy.pending).toBe(0)
  })

  it('keeps silent, with and without the target knowing', async () => {
    proxy.next(['swallow', 'hang-after'], request => request.body.includes('slow'))
    expect(await post('quick')).toBe('201 1 got quick')
    expect(await post('slow 1', 100)).toBe('TimeoutError')
    expect(await post('slow 2', 300)).toBe('TimeoutError')
    expect(seen).toEqual(['quick', 'slow 2'])
  })

  it('lets a test do anything in between', async () => {
    proxy.next([
      async (request, forward) => {
        await forward()
        return forward({ ...request, body: Buffer.from('twice') })
      },
    ])
    expect(await post('once')).toBe('201 2 got twice')
    expect(seen).toEqual(['once', 'twice'])
  })
})
