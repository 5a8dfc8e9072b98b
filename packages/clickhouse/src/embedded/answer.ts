import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { EngineAnswer } from './engine.ts'
import { type Fault, statusOf } from './fault.ts'

/** What ClickHouse tells about itself in every answer. */
export interface Identity {
  displayName: string
  timezone: string
  version: string
}

const zip = promisify(gzip)
/** Shorter answers are not worth the pressing. */
const shortestToZip = 1_024

const contentTypes: readonly [RegExp, string][] = [
  [/^JSON.*EachRow/, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^CSVWithNames/, 'text/csv; charset=UTF-8; header=present'],
  [/^CSV/, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TSV|TabSeparated)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML/, 'application/xml; charset=UTF-8'],
  [/^(Native|RowBinary|Arrow|Parquet|ORC|Avro|Protobuf|MsgPack|Npy|BSON|CapnProto)/, 'application/octet-stream'],
]

export function announce(response: ServerResponse, identity: Identity, queryId: string): void {
  response.setHeader('X-ClickHouse-Server-Display-Name', identity.displayName)
  response.setHeader('X-ClickHouse-Query-Id', queryId)
  response.setHeader('X-ClickHouse-Timezone', identity.timezone)
}

export async function sendAnswer(
  response: ServerResponse,
  { bytes, rowsRead, bytesRead, rowsWritten, bytesWritten }: EngineAnswer,
  { format, zipped, elapsedMs }: { format: string; zipped: boolean; elapsedMs: number },
): Promise<void> {
  if (/^\w+$/.test(format)) response.setHeader('X-ClickHouse-Format', format)
  response.setHeader(
    'Content-Type',
    contentTypes.find(([name]) => name.test(format))?.[1] ?? 'text/plain; charset=UTF-8',
  )
  response.setHeader(
    'X-ClickHouse-Summary',
    JSON.stringify({
      read_rows: String(rowsRead),
      read_bytes: String(bytesRead),
      written_rows: String(rowsWritten),
      written_bytes: String(bytesWritten),
      total_rows_to_read: '0',
      result_rows: String(rowsWritten),
      result_bytes: String(bytesWritten || bytes.length),
      elapsed_ns: String(Math.round(elapsedMs * 1e6)),
    }),
  )
  if (!zipped || bytes.length < shortestToZip) return send(response, 200, bytes)
  response.setHeader('Content-Encoding', 'gzip')
  send(response, 200, await zip(bytes, { level: 3 }))
}

export function sendFault(response: ServerResponse, fault: Fault, version: string): void {
  const status = statusOf(fault)
  response.setHeader('X-ClickHouse-Exception-Code', String(fault.code))
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"')
  send(response, status, Buffer.from(fault.text(version)))
}

export function send(response: ServerResponse, status: number, bytes: Buffer): void {
  if (response.destroyed || response.headersSent) return
  response.writeHead(status, { 'Content-Length': bytes.length })
  response.end(bytes)
}
