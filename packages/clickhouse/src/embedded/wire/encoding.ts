import { createGzip } from 'node:zlib'
import { packBlocks } from './blocks.ts'

/** How the bytes of an answer are packed. `blocks` is ClickHouse's own, for clients that say compress=1. */
export type Encoding = 'plain' | 'gzip' | 'blocks'

export interface Encoder {
  /** All that is to be sent so far, so that a reader can read up to here. */
  encode(chunk: Buffer): Promise<Buffer>
  finish(): Promise<Buffer>
}

const nothing = Buffer.alloc(0)

export function createEncoder(encoding: Encoding): Encoder {
  if (encoding === 'gzip') return gzipEncoder()
  const pack = encoding === 'blocks' ? packBlocks : (chunk: Buffer) => chunk
  return {
    encode: async chunk => (chunk.length === 0 ? nothing : pack(chunk)),
    finish: async () => nothing,
  }
}

function gzipEncoder(): Encoder {
  const zip = createGzip({ level: 3 })
  const packed: Buffer[] = []
  zip.on('data', chunk => packed.push(chunk))
  const step = (act: (done: (error?: Error | null) => void) => void): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      zip.once('error', reject)
      act(error => {
        zip.off('error', reject)
        if (error) reject(error)
        else resolve(Buffer.concat(packed.splice(0)))
      })
    })
  return {
    encode: chunk => step(done => zip.write(chunk, error => (error ? done(error) : zip.flush(done)))),
    finish: () => step(done => zip.once('end', () => done()).end()),
  }
}
