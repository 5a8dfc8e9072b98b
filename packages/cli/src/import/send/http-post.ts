import http from 'node:http'
import https from 'node:https'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { WeirError } from '@weir/errors'
import type { Door } from '../event/to-event.ts'

export interface HttpAnswer {
  status: number
  text: string
  /** What Retry-After says; `undefined` without. */
  retryAfterMs: number | undefined
}

export interface HttpPost {
  (door: Door, body: string): Promise<HttpAnswer>
  close(): void
}

const answerMs = 60_000
const mediaTypes: Record<Door, string> = {
  '/v1/batch': 'application/json',
  '/v1/events': 'application/cloudevents-batch+json',
}
const compress = promisify<Buffer, { level: number }, Buffer>(gzip)

/**
 * Posts to ingest's lane for imports, over connections that are kept. Bodies are compressed unless ingest is on this machine.
 * @throws WeirError CONFIG_INVALID for a URL that is none
 */
export function createHttpPost(url: string, writeKey: string, connections: number): HttpPost {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new WeirError('CONFIG_INVALID', `"${url}" is no URL of ingest`, {
      remedy: 'Give one such as http://127.0.0.1:4001.',
    })
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const protocol = base.protocol === 'https:' ? https : http
  const agent = new protocol.Agent({ keepAlive: true, maxSockets: connections })
  const isNear = ['localhost', '127.0.0.1', '[::1]'].includes(base.hostname)
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`

  async function post(door: Door, body: string): Promise<HttpAnswer> {
    const plain = Buffer.from(body)
    const sent = isNear ? plain : await compress(plain, { level: constants.Z_BEST_SPEED })
    const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = protocol.request(new URL(prefix + door, base), {
        method: 'POST',
        agent,
        headers: {
          authorization,
          'content-type': mediaTypes[door],
          'content-length': sent.length,
          'weir-lane': 'import',
          ...(!isNear && { 'content-encoding': 'gzip' }),
        },
        signal: AbortSignal.timeout(answerMs),
      })
      request.on('response', resolve)
      request.on('error', reject)
      request.end(sent)
    })
    const seconds = Number(answer.headers['retry-after'] ?? Number.NaN)
    return {
      status: answer.statusCode ?? 0,
      text: await text(answer),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined,
    }
  }

  return Object.assign(post, { close: () => agent.destroy() })
}
