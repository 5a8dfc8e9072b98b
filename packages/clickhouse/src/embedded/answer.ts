import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { EngineAnswer } from './engine.ts'
import { Fault, statusOf } from './fault.ts'
import type { Sink } from './wire/answer-pipe.ts'
import { createEncoder, type Encoding } from './wire/encoding.ts'

/** What ClickHouse tells about itself in every answer. */
export interface Identity {
  displayName: string
  timezone: string
  version: string
}

export interface AnswerForm {
  format: string
  encoding: Encoding
  /** When the request came, by performance.now(). */
  beganMs: number
  /** Marks an error that comes after the first bytes, as ClickHouse does it. */
  exceptionTag: string
  /** A client that takes nothing for so long has gone, and must not keep a place. */
  stallMs?: number
}

/** One answer on its way: bytes, then an end or an error. */
export interface Outgoing {
  readonly sink: Sink
  end(answer: EngineAnswer): Promise<void>
  fail(fault: Fault, version: string): Promise<void>
}

/** Up to here an answer is held back: it then has its length, its figures and, if it fails, an error with its status. */
const heldBytes = 1 << 20
/** Shorter answers are not worth the pressing. */
const shortestToZip = 1_024
const defaultStallMs = 30_000

const contentTypes: readonly [RegExp, string][] = [
  [/^JSON.*EachRow/, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^CSVWithNames/, 'text/csv; charset=UTF-8; header=present'],
  [/^CSV/, 'text/csv; charset=UTF-8; header=absent'],
  [/^(TSV|TabSeparated)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML/, 'application/xml; charset=UTF-8'],
  [/^(Native|RowBinary|Arrow|Parquet|ORC|Avro|Protobuf|MsgPack|Npy|BSON|CapnProto)/, 'application/octet-stream'],
]

/** @returns the tag that marks a late error. */
export function announce(response: ServerResponse, identity: Identity, queryId: string): string {
  const exceptionTag = randomBytes(8).toString('hex')
  response.setHeader('X-ClickHouse-Server-Display-Name', identity.displayName)
  response.setHeader('X-ClickHouse-Query-Id', queryId)
  response.setHeader('X-ClickHouse-Timezone', identity.timezone)
  response.setHeader('X-ClickHouse-Exception-Tag', exceptionTag)
  return exceptionTag
}

export function createOutgoing(response: ServerResponse, form: AnswerForm): Outgoing {
  const encoder = createEncoder(form.encoding)
  let held: Buffer[] = []
  let length = 0
  let begun = false

  function describe(answer: EngineAnswer | undefined, encoding: Encoding): void {
    const { format } = form
    if (/^\w+$/.test(format)) response.setHeader('X-ClickHouse-Format', format)
    const type = contentTypes.find(([name]) => name.test(format))?.[1]
    response.setHeader('Content-Type', type ?? 'text/plain; charset=UTF-8')
    response.setHeader('X-ClickHouse-Summary', summary(answer, length, performance.now() - form.beganMs))
    if (encoding === 'gzip') response.setHeader('Content-Encoding', 'gzip')
  }

  async function deliver(bytes: Buffer): Promise<void> {
    if (response.destroyed) throw gone()
    if (bytes.length > 0 && !response.write(bytes)) await drained(response, form.stallMs ?? defaultStallMs)
  }

  return {
    async sink(chunk) {
      length += chunk.length
      if (!begun) {
        held.push(chunk)
        if (length < heldBytes) return
        describe(undefined, form.encoding)
        begun = true
        chunk = Buffer.concat(held)
        held = []
      }
      await deliver(await encoder.encode(chunk))
    },
    async end(answer) {
      if (begun) {
        await deliver(await encoder.finish())
        response.end()
        return
      }
      const bytes = Buffer.concat(held)
      const encoding = form.encoding === 'gzip' && length < shortestToZip ? 'plain' : form.encoding
      describe(answer, encoding)
      if (encoding === 'plain') return send(response, 200, bytes)
      send(response, 200, Buffer.concat([await encoder.encode(bytes), await encoder.finish()]))
    },
    async fail(fault, version) {
      if (!begun) return sendFault(response, fault, version)
      if (response.destroyed) return
      response.write(await encoder.encode(lateError(fault.text(version), form.exceptionTag)))
      // No last chunk: to a client that does not know the mark, the answer is broken off.
      response.socket?.destroySoon()
    },
  }
}

function lateError(text: string, tag: string): Buffer {
  const size = Buffer.byteLength(text)
  return Buffer.from(`\r\n__exception__\r\n${tag}\r\n${text}${size} ${tag}\r\n__exception__\r\n`)
}

function summary(answer: EngineAnswer | undefined, length: number, elapsedMs: number): string {
  const { rowsRead = 0, bytesRead = 0, rowsWritten = 0, bytesWritten = 0 } = answer ?? {}
  return JSON.stringify({
    read_rows: String(rowsRead),
    read_bytes: String(bytesRead),
    written_rows: String(rowsWritten),
    written_bytes: String(bytesWritten),
    total_rows_to_read: '0',
    result_rows: String(rowsWritten || rowsRead),
    result_bytes: String(bytesWritten || length),
    elapsed_ns: String(Math.round(elapsedMs * 1e6)),
  })
}

const gone = (): Fault => new Fault(735, 'QUERY_WAS_CANCELLED_BY_CLIENT', 'The client has gone.')

function drained(response: ServerResponse, stallMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => response.destroy(), stallMs)
    const settle = (act: () => void) => () => {
      clearTimeout(timer)
      response.off('drain', onDrain).off('close', onClose)
      act()
    }
    const onDrain = settle(resolve)
    const onClose = settle(() => reject(gone()))
    response.on('drain', onDrain).on('close', onClose)
  })
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
