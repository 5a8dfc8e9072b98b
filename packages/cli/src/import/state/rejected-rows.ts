import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { basename, join } from 'node:path'
import type { Batch } from '../send/batch.ts'

/** More would help nobody, and could fill the disk. */
const mostRows = 100_000

/**
 * Notes rows that are no events, by number and reason, beside the file they are of; where that is not allowed, in the
 * directory of the state. What they hold is not noted: it may be personal, and the number finds it again.
 */
export function createRejectedRows(file: string, stateDirectory: string) {
  const places = [`${file}.rejected.ndjson`, join(stateDirectory, `${basename(file)}.rejected.ndjson`)]
  let path: string | undefined
  let stream: WriteStream | undefined
  let rows = 0

  async function open(): Promise<WriteStream> {
    for (const place of places) {
      const candidate = createWriteStream(place, { flags: 'a', mode: 0o600 })
      const opened = await once(candidate, 'open').then(
        () => true,
        () => false,
      )
      if (!opened) continue
      path = place
      return candidate
    }
    throw new Error(`neither ${places.join(' nor ')} can be written`)
  }

  return {
    /** Where they are; `undefined` while there are none. */
    path: () => path,
    async add({ faults }: Pick<Batch, 'faults'>): Promise<void> {
      if (faults.length === 0 || rows >= mostRows) return
      stream ??= await open()
      const lines = faults.map(({ row, fault }) => `${JSON.stringify({ row, ...fault })}\n`)
      rows += lines.length
      if (rows >= mostRows)
        lines.push(`${JSON.stringify({ reason: 'more', message: 'Further rows are not listed.' })}\n`)
      if (!stream.write(lines.join(''))) await once(stream, 'drain')
    },
    async close(): Promise<void> {
      if (!stream) return
      stream.end()
      await once(stream, 'close')
    },
  }
}
