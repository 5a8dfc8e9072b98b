import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { WeirError } from '@weir/errors'
import type { Logger } from '@weir/telemetry'
import type { ClickHouse, QueryOptions } from './clickhouse.ts'
import { createCaller } from './client/call.ts'
import { isConnectionError, neverSent } from './client/faults.ts'
import { answerSettings, insertSettings } from './client/settings.ts'
import { insertOnce } from './insert-once/insert-once.ts'
import type { Answer, InsertBlock } from './insert-once/store.ts'

export interface ClickHouseOptions {
  /** http(s)://host:port */
  url: string
  user: string
  password: string
  /** Database of unqualified names; `default` unless given. */
  database?: string
  /** Longest wait for an answer unless the call says otherwise; 30 s. */
  timeoutMs?: number
  /** Sockets kept to the endpoint; 10. */
  maxConnections?: number
  /** Told when an insert is in doubt and what came of it. */
  log?: Logger
}

/**
 * A ClickHouse reached over HTTP, embedded or not. Nothing is connected before the first call.
 * @throws WeirError CONFIG_INVALID for a URL that is none.
 */
export function createClickHouse(options: ClickHouseOptions): ClickHouse {
  const { database = 'default', timeoutMs = 30_000 } = options
  const client = connect(options, database)
  const call = createCaller(timeoutMs)

  const settingsOf = (given: QueryOptions) => ({
    ...answerSettings,
    max_execution_time: seconds(given.timeoutMs ?? timeoutMs),
    ...given.settings,
  })

  const query = <Row>(sql: string, params: Record<string, unknown> = {}, given: QueryOptions = {}): Promise<Row[]> =>
    call('query', { ...given, repeat: isConnectionError }, async signal => {
      const query_params = params
      const result = await client.query({
        query: sql,
        query_params,
        format: 'JSONEachRow',
        clickhouse_settings: settingsOf(given),
        abort_signal: signal,
      })
      // The client forgets the signal once the headers are there; the body may still be long in coming.
      const close = () => result.close()
      signal.addEventListener('abort', close, { once: true })
      try {
        return await result.json<Row>()
      } finally {
        signal.removeEventListener('abort', close)
      }
    })

  /** One INSERT, sent once. */
  async function sendBlock(block: InsertBlock, signal: AbortSignal): Promise<Answer> {
    const { stream, summary, response_headers } = await client.exec({
      query: `INSERT INTO ${block.table} (${block.columns.join(', ')}) FORMAT JSONCompactEachRow`,
      // Read once a socket is there, so that `mayWrite` is the last thing before the rows.
      values: Readable.from(rowsOf(block), { objectMode: false }),
      // So that an insert whose client has given up ends, too.
      clickhouse_settings: { ...insertSettings, max_execution_time: seconds(timeoutMs), ...block.settings },
      abort_signal: signal,
      ...(block.queryId === undefined ? {} : { query_id: block.queryId }),
    })
    stream.resume()
    await finished(stream, { signal })
    const queryId = response_headers['x-clickhouse-query-id']
    return {
      writtenRows: summary === undefined ? undefined : Number(summary.written_rows),
      queryId: typeof queryId === 'string' ? queryId : undefined,
    }
  }

  const command = (sql: string, params: Record<string, unknown> = {}, given: QueryOptions = {}): Promise<void> =>
    call('statement', { ...given, repeat: neverSent }, async signal => {
      await client.command({
        query: sql,
        query_params: params,
        clickhouse_settings: settingsOf(given),
        abort_signal: signal,
      })
    })

  return {
    query,
    command,
    insert: (table, columns, rows, settings = {}) =>
      call(`insert into ${table}`, { repeat: isConnectionError, rowsAtRisk: true }, async signal => {
        await sendBlock({ table, columns, rows: bytesOf(rows), settings }, signal)
      }),
    insertOnce: insert =>
      insertOnce(
        {
          query,
          command,
          insert: block =>
            call(`insert into ${block.table}`, { repeat: () => false, rowsAtRisk: true }, signal =>
              sendBlock(block, signal),
            ),
        },
        { ...insert, rows: bytesOf(insert.rows) },
        { patienceMs: timeoutMs, onDoubt: doubt => options.log?.warn(doubt, 'an insert was in doubt') },
      ),
    ping: () =>
      call('ping', { repeat: () => false }, async signal => {
        const answer = await client.ping({ select: true, abort_signal: signal })
        if (!answer.success) throw answer.error
      }),
    close: () => client.close(),
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1_000)

async function* rowsOf({ rows, mayWrite }: InsertBlock): AsyncGenerator<Uint8Array> {
  await mayWrite?.()
  yield rows
}

const bytesOf = (rows: string | Uint8Array): Uint8Array => (typeof rows === 'string' ? Buffer.from(rows) : rows)

function connect({ url, user, password, maxConnections = 10 }: ClickHouseOptions, database: string) {
  try {
    return createClient({
      url,
      username: user,
      password,
      database,
      application: 'weir',
      max_open_connections: maxConnections,
      // Deadlines are per call (client/deadline.ts); the client's own would be one for all.
      request_timeout: 2 ** 31 - 1,
      // Servers close idle sockets after 3 s or more: letting go first avoids writing into a closing one.
      keep_alive: { enabled: true, idle_socket_ttl: 2_500, eagerly_destroy_stale_sockets: true },
      log: { level: ClickHouseLogLevel.OFF },
    })
  } catch (cause) {
    throw new WeirError('CONFIG_INVALID', `${url} is no ClickHouse endpoint`, {
      cause,
      remedy: 'WEIR_CLICKHOUSE_URL is chdb:<directory> or http(s)://host:port',
    })
  }
}
