import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClickHouse } from '@weir/clickhouse'
import { sealText } from '@weir/privacy'
import { testSecrets } from '../app.fixture.ts'
import { insertRows, type Row, storedRow } from '../rows.fixture.ts'

export interface GivenLetter {
  id: string
  minutesAgo: number
  offset: number
  tenant?: string
  source?: string
  original?: string
  delivery?: string
  more?: Row
}

/** Rows of weir_data.dead_letters, of the log `g`. */
export async function insertLetters(clickhouse: ClickHouse, now: number, letters: readonly GivenLetter[]) {
  await insertRows(
    clickhouse,
    'dead_letters',
    letters.map(
      ({ id, minutesAgo, offset, tenant = 'demo', source = 'web', original = '{}', delivery = '', more }) => ({
        tenant,
        source,
        id,
        type: 'order.paid',
        code: 'field_type',
        field: 'properties.total',
        message: 'not a number',
        payload_schema: '',
        received_at: ((now - minutesAgo * 60_000) / 1_000).toFixed(3),
        original: sealText(testSecrets, original),
        original_length: original.length,
        original_sha256: '',
        door: 'segment/batch',
        delivery: delivery === '' ? '' : sealText(testSecrets, delivery),
        log: 'g',
        partition: 0,
        offset,
        record_index: 0,
        ...more,
      }),
    ),
  )
}

/** An event with this id, stored after all. */
export const insertStored = (clickhouse: ClickHouse, now: number, id: string, offset: number) =>
  insertRows(clickhouse, 'events', [storedRow(id, now, { accepted: offset })])

/** Stands in for ingest: accepts whatever is not called `stubborn`, and keeps what it was asked. */
export async function startIngest() {
  const asked: { tenant: string; dryRun: boolean; patch: unknown[]; events: Record<string, string>[] }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      if (request.url !== '/v1/internal/replay' || request.headers.authorization !== 'Bearer internal')
        return response.writeHead(401).end()
      const batch = JSON.parse(body)
      asked.push(batch)
      const events = batch.events.map(({ id }: { id: string }, index: number) =>
        id === 'stubborn'
          ? { status: 'rejected', code: 'no_identity', field: 'userId', message: 'userId is missing' }
          : { status: 'accepted', type: 'order.paid', ...(!batch.dryRun && { at: `g.1.9.${index}` }) },
      )
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ events }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
