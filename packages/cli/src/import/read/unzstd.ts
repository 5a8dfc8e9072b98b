import { WeirError } from '@weir/errors'
import { Decompress, type ZstdError, ZstdErrorCode } from 'fzstd'

/** Bytes given to the decompressor at once. It gives everything they inflate to, and four of them may be a block of 128 KB. */
const pieceBytes = 4_096

/** Zstandard, frame after frame, as a stream: the zlib of Node 20 has none. @throws Error for data that is none or is cut off */
export async function* unzstd(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let inflated: Buffer[] = []
  // It may use its buffer again after the call.
  const decompress = new Decompress(bytes => void (bytes.length > 0 && inflated.push(Buffer.from(bytes))))

  function push(piece: Uint8Array, isLast: boolean): Buffer[] {
    inflated = []
    try {
      decompress.push(piece, isLast)
    } catch (cause) {
      if ((cause as ZstdError).code === ZstdErrorCode.WindowSizeTooLarge) throw tooWide(cause)
      throw cause
    }
    return inflated
  }

  for await (const chunk of compressed)
    for (let at = 0; at < chunk.length; at += pieceBytes) yield* push(chunk.subarray(at, at + pieceBytes), false)
  yield* push(new Uint8Array(0), true)
}

const tooWide = (cause: unknown) =>
  new WeirError('REQUEST_MALFORMED', 'the file needs a zstd window of more than 32 MB', {
    cause,
    remedy: 'Compress it without --ultra and --long.',
  })
