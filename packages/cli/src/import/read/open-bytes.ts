import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { WeirError } from '@weir/errors'
import { unzstd } from './unzstd.ts'

export type Container = 'plain' | 'gzip' | 'zstd' | 'parquet'

/** What the first bytes of a file say it is. Names lie more often. */
export async function containerOf(path: string): Promise<Container> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(4)
    await file.read(head, 0, 4, 0)
    if (head.readUInt16BE(0) === 0x1f8b) return 'gzip'
    if (head.readUInt32LE(0) === 0xfd2fb528) return 'zstd'
    return head.toString('latin1') === 'PAR1' ? 'parquet' : 'plain'
  } finally {
    await file.close()
  }
}

const chunkBytes = 256 * 1_024

/**
 * The bytes of a file, inflated, a bounded number at a time.
 * @throws WeirError REQUEST_MALFORMED while reading, for one that is cut off or broken
 */
export async function* openBytes(
  path: string,
  container: Exclude<Container, 'parquet'>,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: chunkBytes })
  file.on('data', chunk => onRead(chunk.length))
  file.pause()
  try {
    if (container === 'plain') yield* file
    else if (container === 'gzip') yield* gunzip(file)
    else yield* unzstd(file)
  } catch (cause) {
    if (cause instanceof WeirError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    throw new WeirError('REQUEST_MALFORMED', `${path} cannot be read to its end: ${code ?? message}`, {
      cause,
      remedy: 'Copy the file again, whole, and run the same command: it goes on where it stopped.',
    })
  } finally {
    file.destroy()
  }
}

function gunzip(file: Readable): AsyncIterable<Buffer> {
  const inflate = createGunzip({ chunkSize: chunkBytes })
  // `pipe` tells nobody of errors of the file.
  file.on('error', error => inflate.destroy(error))
  return file.pipe(inflate)
}
