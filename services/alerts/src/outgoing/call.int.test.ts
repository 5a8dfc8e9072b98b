import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type CallResult, callOut } from './call.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise(resolve => server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const call = (
  url: string,
  options: { allow?: string[]; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<CallResult> =>
  callOut({
    url: new URL(url),
    headers: { 'content-type': 'application/json' },
    body: '{"a":"ü"}',
    allow: new Set(options.allow ?? []),
    timeoutMs: options.timeoutMs ?? 2_000,
    ...(options.signal && { signal: options.signal }),
  })

describe('callOut', () => {
  it('reaches an allowed host, with its body whole', async () => {
    const seen: unknown[] = []
    const port = await listen(
      createServer(async (request, reply) => {
        let body = ''
        for await (const chunk of request) body += chunk
        seen.push([request.method, request.url, request.headers['content-length'], body])
        reply.writeHead(202, { 'retry-after': '7' }).end('taken')
      }),
    )
    const result = await call(`http://127.0.0.1:${port}/hook?x=1`, { allow: [`127.0.0.1:${port}`] })
    expect(result).toEqual({ outcome: 'answered', status: 202, body: 'taken', complete: true, retryAfter: '7' })
    expect(seen).toEqual([['POST', '/hook?x=1', '10', '{"a":"ü"}']])
  })

  it('reaches nothing private that is not allowed, whatever its name or port', async () => {
    let calls = 0
    const port = await listen(createServer((_, reply) => void reply.end(String(calls++))))
    const refused = [
      `https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`,
      `https://0.0.0.0:${port}/`, `https://2130706433:${port}/`, `http://127.0.0.1:${port}/`, 'https://169.254.169.254/',
    ] // biome-ignore format: a list
    for (const url of refused) {
      const result = await call(url, { allow: [`127.0.0.1:${port + 1}`, 'localhost:1'] })
      expect(result, url).toMatchObject({
        outcome: 'not-sent',
        error: expect.stringMatching(/public address|only https/),
      })
    }
    expect(calls).toBe(0)
  })

  it('does not follow redirects', async () => {
    let followed = 0
    const port = await listen(
      createServer((request, reply) => {
        if (request.url === '/there') followed++
        reply.writeHead(302, { location: '/there' }).end()
      }),
    )
    expect(await call(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`] })).toMatchObject({ status: 302 })
    expect(followed).toBe(0)
  })

  it('knows what was not sent from what may have arrived', async () => {
    const silent = await listen(createSocketServer(socket => void socket.on('error', () => {}).resume()))
    const cutting = await listen(createSocketServer(socket => void socket.once('data', () => socket.destroy())))
    const half = await listen(
      createSocketServer(
        socket => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"err')),
      ),
    )
    const at = (port: number, options = {}) =>
      call(`http://127.0.0.1:${port}/`, { allow: [`127.0.0.1:${port}`], ...options })
    expect(await at(1)).toMatchObject({ outcome: 'not-sent', error: expect.stringMatching(/ECONNREFUSED/) })
    expect(await at(silent, { timeoutMs: 100 })).toMatchObject({ outcome: 'unknown', error: 'no answer within 100 ms' })
    expect(await at(cutting)).toMatchObject({ outcome: 'unknown' })
    expect(await at(half)).toMatchObject({ outcome: 'answered', status: 200, complete: false })
    const signal = AbortSignal.abort()
    expect(await at(silent, { signal })).toMatchObject({ outcome: 'not-sent' })
  })
})
