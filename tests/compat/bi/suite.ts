import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startEmbedded, type TestClickHouse } from '@weir/clickhouse/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findJava, findPython, type Tool } from '../tools.ts'
import { connectQueries } from './connect-queries.ts'

/**
 * More than this the server must not grow by: an answer of two million rows is 140 MB and would be held twice, in the engine
 * and on its way out. ClickHouse's own caches take up to 110.
 */
const growthMb = 200

/** BI tools as their registries have them, on the embedded ClickHouse as user bi. @param rows of the long answers. */
export function biTools(rows: number): void {
  // On a machine that does much else, Java takes its time.
  const timeout = 300_000 + rows / 10

  describe('BI tools on the embedded ClickHouse', { timeout }, () => {
    let server: TestClickHouse
    beforeAll(async () => {
      process.env.WEIR_CLICKHOUSE_BI_MAX_SECONDS = '900'
      server = await startEmbedded()
      await fill(server)
    })
    afterAll(() => server.stop())

    const sum = (BigInt(rows) * BigInt(rows - 1)) / 2n + 60n * BigInt(rows)
    const streamed = `${rows}|${sum}`
    const ask = (sql: string, params: Record<string, string> = {}) =>
      fetch(`${server.url}/?${new URLSearchParams({ ...params, query: sql })}`, {
        headers: { Authorization: `Basic ${Buffer.from(`bi:${server.biPassword}`).toString('base64')}` },
      })

    /** Runs a probe and gives its findings by name, and by how much the server grew while it ran. */
    async function probe({ command, args }: Tool): Promise<{ found: Map<string, string>; grownMb: number }> {
      const { hostname, port } = new URL(server.url)
      const given = [...args, hostname, port, 'bi', server.biPassword, String(rows)]
      const before = await memoryMb(server)
      const running = promisify(execFile)(command, given, { timeout, maxBuffer: 16 << 20 })
      let most = before
      let ended = false
      const watching = (async () => {
        while (!ended) {
          most = Math.max(most, await memoryMb(server))
          await wait(200)
        }
      })()
      const { stdout } = await running.finally(() => {
        ended = true
      })
      await watching
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map(line => line.split('\t') as [string, string])
      return { found: new Map(lines.map(([name, ...value]) => [name, value.join('\t')])), grownMb: most - before }
    }

    it('are told what they ask when they connect', async () => {
      for (const [tool, sql, answer] of connectQueries) {
        const got = await ask(sql, { database: 'weir' })
        expect(await got.text(), `${tool}: ${sql}`).toMatch(answer)
      }
    })

    it("read JSON and CSV by GET, as Grafana's Infinity does", async () => {
      // The query of docs/bi.md, with Grafana's variables in their places.
      const sql = `SELECT toStartOfMinute(occurred_at) AS time, count() AS orders FROM events
        WHERE type = 'order.paid'
        AND occurred_at BETWEEN fromUnixTimestamp64Milli(1700000000000) AND fromUnixTimestamp64Milli(1700003600000)
        GROUP BY time ORDER BY time`
      const json = await ask(`${sql} FORMAT JSON`, { database: 'weir' })
      expect(json.headers.get('content-type')).toBe('application/json; charset=UTF-8')
      expect(await json.json()).toMatchObject({ data: [{ time: '2023-11-14 22:13:00', orders: '5000' }], rows: 1 })
      const csv = await ask(sql, { database: 'weir', default_format: 'CSVWithNames' })
      expect(await csv.text()).toBe('"time","orders"\n"2023-11-14 22:13:00",5000\n')
    })

    it('work in Python: clickhouse-connect and both dialects of SQLAlchemy', async context => {
      const python = await findPython(import.meta.dirname)
      if (!python) return context.skip()
      const { found, grownMb } = await probe(python)
      expect(Object.fromEntries(found)).toMatchObject({
        server: 'True',
        zone: 'UTC',
        types:
          "(18446744073709551615, -5, 0.5, Decimal('9.9000'), 'é', datetime.date(2026, 2, 28), " +
          'datetime.datetime(2026, 2, 28, 23, 59, 59, 123000), None, ' +
          "UUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0'), True, 'low', [1, 2], {'k': 'v'})",
        event: "('demo-7', 'demo', Decimal('9.9000'), {'page': 7})",
        count: '(5000, 1)',
        parameters: `("it's \\\\ 'quoted'", 42, 1)`,
        'client side parameters': `("it's \\\\ 'quoted'",)`,
        empty: '[]',
        csv: `b'"a","b"\\n1,"x"\\n'`,
        json: '{"a":1}',
        syntax: expect.stringMatching(/^DatabaseError: .*code: 62.*Syntax error: failed at position 1 \(SELEC\)/),
        'unknown column': expect.stringMatching(/^DatabaseError: .*code: 47.*nosuch/),
        refused: expect.stringMatching(/^DatabaseError: .*code: 497.*Only views of the database weir/),
        write: expect.stringMatching(/^DatabaseError: .*code: 497/),
        late: expect.stringMatching(/^StreamFailureError: Code: 153\. DB::Exception: Division by zero/),
        'after errors': '(7,)',
        streamed,
        uncompressed: '(100000,)',
        cancelled: '394',
      })
      for (const dialect of ['clickhousedb', 'clickhouse+http']) {
        expect(Object.fromEntries(found)).toMatchObject({
          [`${dialect} one`]: '1',
          [`${dialect} parameter`]: '1',
          [`${dialect} schemas`]: "['weir']",
          [`${dialect} tables`]: expect.stringMatching(/^\['event_outcomes', 'events', 'ledger'/),
          [`${dialect} columns`]: expect.stringMatching(
            /'id': 'String', 'occurred_at': .*DateTime64.*'one_id': 'UInt64'/,
          ),
          [`${dialect} chart`]: "[('order.paid', 4989)]",
          [`${dialect} refused`]: '497',
        })
      }
      expect(grownMb).toBeLessThan(growthMb)
    })

    it('work in Java: the JDBC driver of Metabase and DBeaver, with and without LZ4 blocks', async context => {
      const jdbc = await findJava(import.meta.dirname)
      if (!jdbc) return context.skip()
      const { found, grownMb } = await probe(jdbc)
      for (const compress of ['compress=true', 'compress=false']) {
        const expected = {
          valid: 'true',
          timezone: 'UTC',
          who: expect.stringMatching(/\|UTC\|[\d.]+$/),
          product: 'ClickHouse',
          schemas: 'weir',
          tables: expect.stringMatching(/^event_outcomes,events,ledger/),
          columns: expect.stringMatching(/^id,tenant,source,type,.*one_id.*properties/),
          'types known': 'true',
          functions: 'true',
          'table types': 'true',
          types:
            '18446744073709551615|-5|0.5|9.9000|é|2026-02-28|2026-02-28 23:59:59.123|null|61f0c404-5cb3-11e7-907b-a6006ad3dba0|true|low',
          event: 'demo-7|demo|9.9000|2023-11-14 22:13:20.007',
          count: '5000|1',
          parameters: "it's \\ 'quoted'|42|1",
          syntax: expect.stringMatching(/^Code: 62\. DB::Exception: Syntax error: failed at position 1 \(SELEC\)/),
          'unknown column': expect.stringMatching(/^Code: 47\..*nosuch/),
          refused: expect.stringMatching(/^Code: 497\..*Only views of the database weir/),
          // The driver says no more than that the answer broke off.
          late: expect.not.stringMatching(/^no error/),
          'after errors': '7',
          streamed,
          'max rows': '10',
          cancelled: 'yes',
        }
        for (const [name, value] of Object.entries(expected)) {
          expect(found.get(`${compress} ${name}`), `${compress} ${name}`).toEqual(value)
        }
      }
      expect(grownMb).toBeLessThan(growthMb)
    })

    it('left nothing running, and nothing changed', async () => {
      expect(
        await server.clickhouse.query("SELECT query FROM system.processes WHERE query NOT LIKE '%system.processes%'"),
      ).toEqual([])
      expect(await (await ask('SELECT count() FROM weir.events')).text()).toBe('5000\n')
    })
  })
}

/** The service user sees everything, the process of the server included. */
async function memoryMb({ clickhouse }: TestClickHouse): Promise<number> {
  const [row] = await clickhouse.query<{ kb: string }>(
    "SELECT extract(file('/proc/self/status'), 'VmRSS:\\\\s+(\\\\d+)') AS kb",
  )
  return Number(row?.kb) / 1_024
}

async function fill({ clickhouse }: TestClickHouse): Promise<void> {
  const columns = ['tenant', 'id', 'type', 'anchor_key', 'one_id', 'occurred_at', 'received_at', 'amount', 'properties']
  const row = (tenant: string, n: number) => {
    const at = 1_700_000_000_000 + n
    return JSON.stringify([tenant, `${tenant}-${n}`, 'order.paid', n, n, at, at, '9.90', { page: n }])
  }
  const rows = ['demo', 'other'].flatMap(tenant => Array.from({ length: 5_000 }, (_, n) => row(tenant, n)))
  await clickhouse.insert('weir_data.events', columns, rows.join('\n'))
  // What the engine keeps from its first long answer on is not growth.
  await clickhouse.query("SELECT max(length(leftPad(toString(number), 60, '0'))) AS l FROM numbers(2000000)")
}
