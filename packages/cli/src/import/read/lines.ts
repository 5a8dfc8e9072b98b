import { isUtf8 } from 'node:buffer'
import type { Fault, Row } from './row.ts'

/** Longest line that is sent on; ingest refuses events over 32 KB, and keeps of them what fits. */
const maxLineBytes = 256 * 1_024
/** Of a longer one, what tells it from others. */
const keptBytes = 1_024

const newline = 0x0a
const carriageReturn = 0x0d

const tooLong: Fault = { reason: 'line_too_long', message: `The line is longer than ${maxLineBytes} bytes.` }
const notUtf8: Fault = { reason: 'not_utf8', message: 'The line is not UTF-8: convert the file first.' }

/**
 * Lines of bytes, whether they end in LF or CRLF, and the last one without. Empty ones count and are left out. However long
 * a line is, no more of it than `maxLineBytes` is kept.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row[]> {
  let number = 1
  let parts: Buffer[] = []
  let bytes = 0
  let isFirst = true

  function take(part: Buffer): void {
    bytes += part.length
    const held = bytes - part.length
    if (held <= maxLineBytes) parts.push(bytes <= maxLineBytes + 1 ? part : part.subarray(0, keptBytes))
  }

  function end(): Row | undefined {
    const line = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    const isTooLong = bytes > maxLineBytes + 1 || (bytes === maxLineBytes + 1 && line.at(-1) !== carriageReturn)
    parts = []
    bytes = 0
    return rowOf(line, number++, isTooLong)
  }

  function rowOf(line: Buffer, number: number, isTooLong: boolean): Row | undefined {
    const skipped = isFirst && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0
    isFirst = false
    if (isTooLong) return { number, content: line.toString('latin1', skipped, skipped + keptBytes), fault: tooLong }
    const length = line.at(-1) === carriageReturn ? line.length - 1 : line.length
    if (!isUtf8(line)) return { number, content: line.toString('latin1', skipped, length), fault: notUtf8 }
    const content = line.toString('utf8', skipped, length)
    return content.trim() === '' ? undefined : { number, content }
  }

  for await (const chunk of chunks) {
    const rows: Row[] = []
    let from = 0
    for (let to = chunk.indexOf(newline); to >= 0; to = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, to))
      const row = end()
      if (row) rows.push(row)
      from = to + 1
    }
    if (from < chunk.length) take(Buffer.from(chunk.subarray(from)))
    if (rows.length > 0) yield rows
  }
  const last = bytes > 0 ? end() : undefined
  if (last) yield [last]
}
