import { WeirError } from '@weir/errors'
import { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { jsonValue } from './parquet-value.ts'
import type { Row, Rows } from './row.ts'

const chunkRows = 1_000
/** A row group is read whole, and takes a few times its size of memory. */
const maxGroupBytes = 1_073_741_824

/**
 * Rows of a Parquet file, one row group in memory at a time.
 * @param columns those to read; all without
 * @throws WeirError REQUEST_MALFORMED
 */
export function readParquet(path: string, columns: readonly string[] | undefined): Rows {
  let read = 0
  let total = 1
  return { chunks: rows(), progress: () => Math.min(1, read / total) }

  async function* rows(): AsyncGenerator<Row[]> {
    try {
      yield* scan()
    } catch (cause) {
      if (cause instanceof WeirError) throw cause
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new WeirError('REQUEST_MALFORMED', `${path} is no Parquet file that can be read: ${why}`, {
        cause,
        remedy: 'Copy it again, whole.',
      })
    }
  }

  async function* scan(): AsyncGenerator<Row[]> {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    const largest = Math.max(0, ...metadata.row_groups.map(group => Number(group.total_byte_size)))
    if (largest > maxGroupBytes)
      throw new WeirError('REQUEST_MALFORMED', `${path} has a row group of ${largest} bytes`, {
        remedy: `Write it with row groups of at most ${maxGroupBytes} bytes.`,
      })
    total = Number(metadata.num_rows)
    const there = parquetSchema(metadata).children.map(({ element }) => element.name)
    const wanted = there.filter(name => columns?.includes(name) ?? true)
    const { ranges, readColumn } = await parquetScan({ file, metadata, compressors, columns: wanted })
    for (const { rowStart, rowEnd } of ranges) {
      const decoded = await Promise.all(wanted.map(column => readColumn({ column, rowStart, rowEnd })))
      for (let from = rowStart; from < rowEnd; from += chunkRows) {
        const to = Math.min(rowEnd, from + chunkRows)
        const chunk: Row[] = []
        for (let row = from; row < to; row++) {
          const content: Record<string, unknown> = {}
          for (const [index, name] of wanted.entries()) content[name] = jsonValue(decoded[index]?.[row - rowStart])
          chunk.push({ number: row + 1, content })
        }
        read = to
        yield chunk
      }
    }
  }
}
