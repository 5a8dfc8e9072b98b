import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { WeirError } from '@weir/errors'
import type { App } from '@weir/http'
import type { FastifyRequest } from 'fastify'

/** Largest body of a request, bytes, before and after inflation. */
export const maxRequestBytes = 4 * 1_024 * 1_024

/** Segment's beacon and RudderStack's gzip client send JSON under the types that need no CORS preflight. */
const jsonTypes = ['application/json', 'text/plain', 'application/x-www-form-urlencoded']

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip)

/** Bodies arrive as raw bytes, inflated: doors parse once, themselves, and keep originals byte for byte. */
export function addBodyParsers(app: App): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(jsonTypes, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    plain(request, body),
  )
}

/** Takes bodies of any media type, for the routes of a scope. */
export function addRawParser(scope: App): void {
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) =>
    plain(request, body),
  )
}

async function plain(request: FastifyRequest, body: Buffer): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return body
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new WeirError('MEDIA_TYPE_UNSUPPORTED', 'this content encoding is not supported', {
      field: 'Content-Encoding',
      remedy: 'Send the body as it is, or with gzip.',
    })
  try {
    return await inflate(body, { maxOutputLength: maxRequestBytes })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new WeirError('REQUEST_TOO_LARGE', `the inflated body is larger than ${maxRequestBytes} bytes`, {
        field: 'body',
        remedy: 'Send less in one request.',
      })
    throw new WeirError('REQUEST_MALFORMED', 'the body is no valid gzip', {
      cause,
      field: 'body',
      remedy: 'Send it again.',
    })
  }
}
