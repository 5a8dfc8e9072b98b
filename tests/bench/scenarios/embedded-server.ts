// Question: what does ClickHouse's HTTP protocol cost, against the same chDB called in this process?
// Scenario: the same statements, one after another: a small answer, an aggregation, a long answer (TSV, 1,000,000 rows of
//   68 bytes), an insert of 1,000 rows. In this process by chDB's own Session; through the embedded server as service (whole
//   answers), as service streamed, and as bi, whose statements are judged first.
// Caveat: a Session settles in one process what the server settles in two; CPU through the server is the server's alone, as
//   it is what a machine shares with everything else.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedClickHouse } from '@weir/clickhouse'
import { Session } from 'chdb'
import { cpuSeconds } from '../process-cost.ts'
import { type Scenario, voidUnless } from '../scenario.ts'
import { median } from '../statistics.ts'

const longRows = 1_000_000
const statements = {
  'SELECT 1': { sql: 'SELECT 1 FORMAT TSV', repeat: 200 },
  aggregation: { sql: 'SELECT number % 100 AS k, sum(number) FROM numbers(1000000) GROUP BY k FORMAT TSV', repeat: 40 },
  'long answer': {
    sql: `SELECT number, leftPad(toString(number), 60, '0') FROM numbers(${longRows}) FORMAT TSV`,
    repeat: 4,
  },
} as const
const insertRows = 1_000
const insertSql = 'INSERT INTO default.t (a, s) FORMAT JSONCompactEachRow'
const table = 'CREATE TABLE default.t (a UInt64, s String) ENGINE = MergeTree ORDER BY a'

interface Way {
  name: string
  /** Bytes of the answer. */
  ask(sql: string): Promise<number>
  insert?(rows: string): Promise<void>
  cpuSeconds(): number
}

export const embeddedServer: Scenario = {
  name: 'embedded-server',
  question: 'overhead of the embedded server against chDB in this process',
  async run(bench) {
    const directory = await mkdtemp(join(tmpdir(), 'weir-bench-'))
    const session = new Session(join(directory, 'in-process'))
    const password = { service: 'service-user-of-bench', bi: 'bi-user-of-bench' }
    const server = await startEmbeddedClickHouse({
      WEIR_DATA_DIR: directory,
      WEIR_CLICKHOUSE_PORT: '0',
      WEIR_CLICKHOUSE_PASSWORD: password.service,
      WEIR_CLICKHOUSE_BI_PASSWORD: password.bi,
      WEIR_LOG_LEVEL: 'warn',
    })
    const through = (name: string, user: string, key: string, params = ''): Way => ({
      name,
      ask: sql => post(`${server.url}/?${params}`, user, key, sql),
      cpuSeconds: () => cpuSeconds(server.process.pid!),
    })
    const asService = through('server, service', 'weir', password.service)
    const insertUrl = `${server.url}/?query=${encodeURIComponent(insertSql)}`
    const ways: Way[] = [
      {
        name: 'in process',
        ask: async sql => (await session.queryAsync(sql)).bytes().length,
        insert: async rows => void (await session.queryAsync(`${insertSql}\n${rows}`)),
        cpuSeconds: () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
      },
      { ...asService, insert: async rows => void (await post(insertUrl, 'weir', password.service, rows)) },
      through('server, service streamed', 'weir', password.service, 'wait_end_of_query=0'),
      through('server, bi', 'bi', password.bi, 'database=weir'),
    ]
    try {
      await session.queryAsync(table)
      await asService.ask(table)
      await asService.ask('CREATE DATABASE IF NOT EXISTS weir')
      for (let round = 0; round <= bench.rounds; round++) {
        for (const way of ways) await measure(way, bench.quick ? 0.1 : 1, round === 0 ? undefined : bench.record)
        if (round > 0) bench.say(`round ${round}`)
      }
    } finally {
      await server.stop()
      await session.close()
      await rm(directory, { recursive: true, force: true })
    }
  },
}

/** Without `record` it only warms up. */
async function measure(
  { name, ask, insert, cpuSeconds }: Way,
  share: number,
  record: ((row: string, figures: Record<string, number>) => void) | undefined,
): Promise<void> {
  for (const [what, { sql, repeat }] of Object.entries(statements)) {
    const times = Math.ceil(record ? repeat * share : 2)
    const taken: number[] = []
    const cpu = cpuSeconds()
    let bytes = 0
    for (let n = 0; n < times; n++) {
      const from = performance.now()
      bytes = await ask(sql)
      taken.push(performance.now() - from)
    }
    const cpuMs = ((cpuSeconds() - cpu) * 1_000) / times
    voidUnless(bytes > 0, 'an answer was empty')
    const perMb = bytes > 1e6 ? { 'ms/MB': median(taken) / (bytes / 1e6), 'CPU ms/MB': cpuMs / (bytes / 1e6) } : {}
    record?.(`${what}, ${name}`, { 'p50 ms': median(taken), 'CPU ms': cpuMs, ...perMb })
  }
  if (!insert) return
  const rows = Array.from({ length: insertRows }, (_, a) => `[${a},"${'x'.repeat(100)}"]`).join('\n')
  const taken: number[] = []
  const cpu = cpuSeconds()
  const times = record ? Math.ceil(40 * share) : 2
  for (let n = 0; n < times; n++) {
    const from = performance.now()
    await insert(rows)
    taken.push(performance.now() - from)
  }
  const cpuMs = ((cpuSeconds() - cpu) * 1_000) / times
  record?.(`insert of ${insertRows.toLocaleString('en')} rows, ${name}`, { 'p50 ms': median(taken), 'CPU ms': cpuMs })
}

async function post(url: string, user: string, key: string, body: string): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': key },
  })
  let bytes = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) bytes += chunk.length
  voidUnless(answer.ok, `the server answered ${answer.status}`)
  return bytes
}
