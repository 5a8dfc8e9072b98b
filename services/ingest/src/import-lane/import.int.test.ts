import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type EventLog, groups, openEventLog, topics } from '@weir/event-log'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'

const weir = fileURLToPath(new URL('../../../../dist/weir.js', import.meta.url))
const rows = 4_000
const firstMs = Date.parse('2024-03-01T00:00:00Z')

let directory: string
let log: EventLog
let ingest: TestIngest

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-import-'))
  await mkdir(join(directory, 'state'))
  log = await openEventLog({ url: `lmdb:${directory}/log`, partitions: 3 })
  ingest = await startTestIngest({ log, lingerMs: 2 })
  await ingest.app.listen({ host: '127.0.0.1', port: 0 })
  // In place of identity: imports wait for what is not processed.
  await log.consume(topics.accepted, groups.identity, {
    open: async () => 0,
    records: async (partition, batch) =>
      log.processed(topics.accepted, groups.identity, partition, batch.at(-1)!.offset + 1),
    closed: async () => {},
  })
})
afterAll(async () => {
  await ingest.stop()
  await rm(directory, { recursive: true, force: true })
})

function startImport(file: string, ...flags: string[]) {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('WEIR_'))
  const args = ['import', join(directory, file), '--source', 'web', '--url', ingest.app.listeningOrigin, '--json']
  const child = spawn(process.execPath, [weir, ...args, '--state', join(directory, 'state'), ...flags], {
    env: { ...Object.fromEntries(outer), WEIR_WRITE_KEY: 'wk' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return {
    child,
    async end() {
      const [stdout, stderr, [code]] = await output
      return { code, stderr, document: stdout === '' ? undefined : (JSON.parse(stdout) as Document) }
    },
  }
}

interface Document {
  ok: boolean
  sent: number
  files: { outcome: string; row: number; accepted: number; rejected: number; unreadable: number; errors: object }[]
}

/** The row the state file names; 0 while there is none. */
async function rowDone(): Promise<number> {
  const [name] = (await readdir(join(directory, 'state'))).filter(file => file.endsWith('.json'))
  if (name === undefined) return 0
  return (JSON.parse(await readFile(join(directory, 'state', name), 'utf8')) as { row: number }).row
}

const call = (row: number) => ({
  type: 'track',
  event: 'Product Viewed',
  userId: `u-${row % 50}`,
  timestamp: new Date(firstMs + row * 60_000).toISOString(),
  sentAt: '2024-04-01T00:00:00Z',
  properties: { sku: `s-${row}`, text: 'x'.repeat(800) },
})

it('brings every row once, however often it is killed, stopped, or begun again under another name', async () => {
  const lines = Array.from({ length: rows }, (_, row) => JSON.stringify(call(row)))
  lines[10] = '{"type": "track", no JSON'
  lines[20] = JSON.stringify({ ...call(20), event: undefined })
  const content = `${lines.join('\n')}\n`
  await writeFile(join(directory, 'history.ndjson.gz'), gzipSync(content))

  const killed = startImport('history.ndjson.gz')
  await expect.poll(rowDone, { interval: 10 }).toBeGreaterThan(0)
  killed.child.kill('SIGKILL')
  await killed.end()
  const atKill = await rowDone()
  expect(atKill).toBeLessThan(rows)

  const stopped = startImport('history.ndjson.gz')
  await expect.poll(rowDone, { interval: 10 }).toBeGreaterThan(atKill)
  stopped.child.kill('SIGINT')
  const interrupted = await stopped.end()
  expect(interrupted.code, interrupted.stderr).toBe(130)
  expect(interrupted.document).toMatchObject({ ok: false, files: [{ outcome: 'stopped', row: await rowDone() }] })

  const resumed = await startImport('history.ndjson.gz').end()
  expect(resumed.code, resumed.stderr).toBe(1)
  expect(resumed.document!.sent).toBeLessThan(rows - atKill)
  expect(resumed.document).toMatchObject({
    ok: false,
    files: [
      {
        outcome: 'finished',
        row: rows,
        accepted: rows - 2,
        rejected: 1,
        unreadable: 1,
        errors: {
          not_json: { count: 1, row: 11 },
          field_missing: { count: 1, row: 21, receipt: expect.stringContaining('http://weir.test/v1/events/') },
        },
      },
    ],
  })

  await writeFile(join(directory, 'copy.ndjson'), content.replaceAll('\n', '\r\n'))
  const again = await startImport('copy.ndjson').end()
  expect(again.document).toMatchObject({ sent: 0, files: [{ outcome: 'already' }] })
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('--again sends it anyway')

  await writeFile(join(directory, 'copy.ndjson'), `${content}${JSON.stringify(call(rows))}\n`)
  const grown = await startImport('copy.ndjson').end()
  expect(grown.document).toMatchObject({ sent: 1, files: [{ outcome: 'finished', row: rows + 1 }] })

  const forced = await startImport('copy.ndjson', '--again').end()
  expect(forced.document).toMatchObject({ sent: rows, files: [{ accepted: rows - 1 }] })

  const events = await ingest.events()
  const byId = new Map(events.map(event => [event.id, event]))
  expect(byId.size).toBe(rows - 1)
  // Twice by --again, and what was under way when it was killed: four requests, and a quarter of a second's state.
  expect(events.length).toBeGreaterThanOrEqual(2 * byId.size)
  expect(events.length).toBeLessThan(3 * byId.size)
  const times = [...byId.values()].map(({ occurredAt }) => (occurredAt - firstMs) / 60_000).sort((a, b) => a - b)
  expect(times).toEqual(Array.from({ length: rows + 1 }, (_, row) => row).filter(row => row !== 10 && row !== 20))
  expect(await readFile(join(directory, 'history.ndjson.gz.rejected.ndjson'), 'utf8')).toMatch(
    /^\{"row":11,"reason":"not_json"/,
  )
})
