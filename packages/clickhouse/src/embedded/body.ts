import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Fault } from './fault.ts'

export interface BodyLimits {
  /** Longest body, unpacked, in bytes. */
  bodyBytes: number
  /** All bodies being read or waiting together, in bytes. */
  allBodiesBytes: number
}

const unzip = promisify(gunzip)

/**
 * Reads bodies whole, within bounds for each and for all. `held` bytes are given back by `release`, once the rows are
 * with the engine.
 */
export function createBodyReader({ bodyBytes, allBodiesBytes }: BodyLimits) {
  let held = 0
  return async function readBody(request: IncomingMessage): Promise<{ bytes: Buffer; release(): void }> {
    let mine = 0
    const release = () => {
      held -= mine
      mine = 0
    }
    const hold = (more: number) => {
      mine += more
      held += more
      if (mine > bodyBytes) throw new Fault(229, 'QUERY_IS_TOO_LARGE', `The body is longer than ${bodyBytes} bytes.`)
      if (held > allBodiesBytes) {
        throw new Fault(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many bodies wait for the engine, come again.')
      }
    }
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) {
        hold(chunk.length)
        chunks.push(chunk)
      }
      let bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      const encoding = request.headers['content-encoding']
      if (encoding === 'gzip') {
        bytes = await unzip(bytes, { maxOutputLength: bodyBytes }).catch(() => {
          throw new Fault(117, 'INCORRECT_DATA', `The body is no gzip, or longer than ${bodyBytes} bytes unpacked.`)
        })
        hold(Math.max(0, bytes.length - mine))
      } else if (encoding !== undefined && encoding !== 'identity') {
        throw new Fault(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not supported, gzip is.`)
      }
      return { bytes, release }
    } catch (error) {
      release()
      throw error
    }
  }
}
