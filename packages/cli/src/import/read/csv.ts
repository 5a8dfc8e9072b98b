import { once } from 'node:events'
import { WeirError } from '@weir/errors'
import { parse } from 'csv-parse'
import type { Fault, Row } from './row.ts'

/** A quote that is never closed must not gather the rest of the file. */
const maxRecordBytes = 1_048_576

const otherColumns: Fault = {
  reason: 'not_csv',
  message: 'The record has more or fewer columns than the header.',
}

/**
 * Records of CSV with a header line, by its names.
 * @throws WeirError REQUEST_MALFORMED behind the last whole record: where a quote is at fault, nobody knows where the next begins
 */
export async function* readCsv(chunks: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<Row[]> {
  let number = 1
  let rows: Row[] = []
  let failure: Error | undefined
  const parser = parse({
    bom: true,
    columns: true,
    delimiter,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    relax_column_count: true,
    // Called in the order of the file; nothing is passed on to the stream.
    on_record(content: Record<string, string>, { error }) {
      rows.push(error ? { number: number++, content, fault: otherColumns } : { number: number++, content })
      return null
    },
  })
  parser.resume()
  parser.on('error', error => {
    failure = error
  })
  const utf8 = new TextDecoder('utf-8', { fatal: true })

  function take(): Row[] {
    const taken = rows
    rows = []
    return taken
  }

  for await (const chunk of chunks) {
    await feed(chunk)
    yield take()
    if (failure) throw noCsv(failure, number)
  }
  const ended = once(parser, 'end').catch(() => {})
  parser.end()
  await ended
  yield take()
  if (failure) throw noCsv(failure, number)

  async function feed(chunk: Buffer): Promise<void> {
    try {
      const text = utf8.decode(chunk, { stream: true })
      if (!parser.write(text)) await once(parser, 'drain')
    } catch (error) {
      failure ??= error as Error
    }
  }
}

const noCsv = (cause: Error, record: number) =>
  new WeirError('REQUEST_MALFORMED', `behind record ${record - 1} the file is no CSV in UTF-8: ${cause.message}`, {
    cause,
    remedy: 'Mend it there (or convert it with iconv -t utf-8) and run the same command: it goes on where it stopped.',
  })
