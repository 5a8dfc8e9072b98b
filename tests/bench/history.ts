import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { bodiesOf, type Crowd } from './traffic.ts'

const dayMs = 86_400_000
const linesAtOnce = 1_000

/**
 * Writes the events of a crowd as NDJSON, those a live sender would send, in the order of their times.
 * @param days over how many of the past they are spread; 0 for now
 */
export async function writeHistory(path: string, crowd: Crowd, { count, days }: { count: number; days: number }) {
  const file = createWriteStream(path)
  const startMs = Date.now() - days * dayMs
  for (let from = 0; from < count; from += linesAtOnce) {
    const [body] = bodiesOf(crowd, { from, count: Math.min(linesAtOnce, count - from), batchSize: linesAtOnce })
    const { batch } = JSON.parse(String(body)) as { batch: Record<string, unknown>[] }
    const lines = batch.map((call, index) => {
      const timestamp = new Date(startMs + ((from + index) / count) * days * dayMs).toISOString()
      return `${JSON.stringify({ ...call, timestamp })}\n`
    })
    if (!file.write(lines.join(''))) await once(file, 'drain')
  }
  file.end()
  await finished(file)
}
