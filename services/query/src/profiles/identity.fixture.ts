import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sealText } from '@weir/privacy'
import { testSecrets } from '../app.fixture.ts'

const minuteMs = 60_000

/** One person with two keys. */
const clusterAt = (now: number) => ({
  keyId: 11,
  oneId: 10,
  keys: [
    {
      keyId: 11,
      type: 'phone',
      scope: '',
      value: null,
      sealed: sealText(testSecrets, '+8613912345678'),
      firstSeen: now - 9 * minuteMs,
      lastSeen: now - 7 * minuteMs,
    },
    {
      keyId: 10,
      type: 'user_id',
      scope: '',
      value: 'u-1',
      sealed: null,
      firstSeen: now - 20 * minuteMs,
      lastSeen: now - 8 * minuteMs,
    },
  ],
})

/** Stands in for identity: knows that person of tenant `demo`, by whatever key. */
export async function startIdentity(now: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      const known = request.headers.authorization === 'Bearer internal' && JSON.parse(body).tenant === 'demo'
      response
        .writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
        .end(known ? JSON.stringify(clusterAt(now)) : '{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
