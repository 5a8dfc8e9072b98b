import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Fault } from './fault.ts'
import { unpackBlocks } from './wire/blocks.ts'

export interface BodyLimits {
  /** Longest body, unpacked, in bytes. */
  bodyBytes: number
  /** All bodies being read or waiting together, in bytes. */
  allBodiesBytes: number
}

export interface Body {
  bytes: Buffer
  release(): void
}

const unzip = promisify(gunzip)

/**
 * Reads bodies whole, within bounds for each and for all. `held` bytes are given back by `release`, once the rows are
 * with the engine. `inBlocks`: the client says decompress=1. `mostBytes`: a bound of its own for this one.
 */
export function createBodyReader({ bodyBytes, allBodiesBytes }: BodyLimits) {
  let held = 0
  return async function readBody(
    request: IncomingMessage,
    { inBlocks, mostBytes = bodyBytes }: { inBlocks: boolean; mostBytes?: number | undefined },
  ): Promise<Body> {
    let mine = 0
    const release = () => {
      held -= mine
      mine = 0
    }
    const hold = (more: number) => {
      mine += more
      held += more
      if (mine > mostBytes) throw new Fault(229, 'QUERY_IS_TOO_LARGE', `The body is longer than ${mostBytes} bytes.`)
      if (held > allBodiesBytes) {
        throw new Fault(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many bodies wait for the engine, come again.')
      }
    }
    try {
      const chunks: Buffer[] = []
      // Not destroyed when this gives up: its answer goes over the same connection.
      for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        hold(chunk.length)
        chunks.push(chunk)
      }
      let bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      const encoding = request.headers['content-encoding']
      if (encoding === 'gzip') {
        bytes = await unzip(bytes, { maxOutputLength: mostBytes }).catch(() => {
          throw new Fault(117, 'INCORRECT_DATA', `The body is no gzip, or longer than ${mostBytes} bytes unpacked.`)
        })
        hold(Math.max(0, bytes.length - mine))
      } else if (encoding !== undefined && encoding !== 'identity') {
        throw new Fault(48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not supported, gzip is.`)
      }
      if (inBlocks) {
        bytes = unpackBlocks(bytes, mostBytes)
        hold(Math.max(0, bytes.length - mine))
      }
      return { bytes, release }
    } catch (error) {
      release()
      throw error
    }
  }
}
