import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../../testing/index.ts'

describe('the user bi', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded()
    const { clickhouse } = server
    const columns = [
      'tenant',
      'id',
      'type',
      'anchor_key',
      'one_id',
      'occurred_at',
      'received_at',
      'amount',
      'properties',
    ]
    const row = (tenant: string, n: number) =>
      JSON.stringify([tenant, `${tenant}-${n}`, 'order.paid', n, n, 1.7e9 + n, 1.7e9 + n, '9.90', { page: n }])
    const rows = ['demo', 'other'].flatMap(tenant => Array.from({ length: 50 }, (_, n) => row(tenant, n)))
    await clickhouse.insert('weir_data.events', columns, rows.join('\n'), { date_time_input_format: 'best_effort' })
    await clickhouse.insert(
      'weir_data.identity_overrides',
      ['tenant', 'key_id', 'one_id', 'version', 'changed_at'],
      '["demo",2,1,1,1700000000000]',
    )
    await clickhouse.insert(
      'weir_data.event_outcomes',
      ['tenant', 'id', 'received_at'],
      '["demo","d",1700000000000]\n["other","o",1700000000000]',
    )
    await clickhouse.command('SYSTEM RELOAD DICTIONARY weir_data.identity')
  })
  afterAll(() => server.stop())

  const ask = async (sql: string, params: Record<string, string> = {}, method = 'POST') => {
    const url = `${server.url}/?${new URLSearchParams(method === 'GET' ? { ...params, query: sql } : params)}`
    const headers = { 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': server.biPassword }
    const answer = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body: sql }) })
    return { status: answer.status, text: await answer.text() }
  }
  const rows = async (sql: string, params: Record<string, string> = {}) => {
    const { text } = await ask(sql, params)
    return text.trim().split('\n')
  }

  it('reads the events of its tenant, people resolved, in any shape of SELECT', async () => {
    expect(await rows('SELECT count(), uniqExact(tenant), min(tenant) FROM events')).toEqual(['50\t1\tdemo'])
    const fifty = [
      'SELECT count() FROM weir.events',
      'select count(*) from (select * from weir.events) as e',
      'WITH e AS (SELECT id FROM events) SELECT count() FROM e AS a INNER JOIN e AS b USING (id)',
      'SELECT count() FROM events AS a, (SELECT 1) AS b',
      'SELECT count() FROM events WHERE id IN (SELECT id FROM events)',
      'SELECT count() FROM events WHERE id IN (SELECT id FROM {t:Identifier})',
      'SELECT sum(n) FROM (SELECT count() AS n FROM events UNION ALL SELECT 0)',
      'SELECT count() FROM {t:Identifier}',
      "SELECT countIf(type = 'order.paid' AND NOT exists(SELECT 1 WHERE 0)) FROM events",
      'SELECT count() FROM events FORMAT TSV',
      '(SELECT count() FROM events);',
    ]
    for (const sql of fifty) expect(await rows(sql, { param_t: 'events' }), sql).toEqual(['50'])
    expect(await rows('SELECT one_id FROM events WHERE id = {id:String}', { param_id: 'demo-2' })).toEqual(['1'])
    expect(await rows('SELECT id FROM event_outcomes')).toEqual(['d'])
    expect((await ask('SELECT count() FROM events', {}, 'GET')).text).toBe('50\n')
    expect((await ask('SELECT count() FROM events', { database: 'default' })).text).toBe('50\n')
  })

  it('may use what analysts use', async () => {
    const fine = [
      "SELECT toStartOfHour(occurred_at) AS h, type, sum(amount), quantile(0.95)(amount), uniqExact(one_id), sumIf(amount, status = '') FROM events GROUP BY ALL ORDER BY h LIMIT 5 BY type",
      'SELECT properties.page::Int64 AS page, count() FROM events GROUP BY page HAVING page > 1 ORDER BY page WITH FILL FROM 0 TO 60',
      'SELECT id, row_number() OVER (PARTITION BY type ORDER BY occurred_at), lagInFrame(id) OVER w FROM events WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
      "SELECT windowFunnel(3600)(occurred_at::DateTime, type = 'a', type = 'b'), retention(type = 'a', type = 'b') FROM events",
      "SELECT arrayMap(x -> x + 1, key_ids), mapKeys(context), context['ip'], items.sku, multiIf(amount > 1, 'a', 'b'), CASE type WHEN 'x' THEN 1 END FROM events",
      "SELECT JSONExtractString(toJSONString(properties), 'page'), lower(id), id LIKE '%x%', splitByChar('-', id)[1], format('{}-{}', id, type), extract(id, '\\\\d+') FROM events",
      'SELECT k, count() FROM events ARRAY JOIN key_ids AS k GROUP BY k WITH TOTALS',
      'SELECT * EXCEPT (properties, context) FROM events ORDER BY ALL LIMIT 3',
      "SELECT number, now(), today(), toDate('2026-01-01') + INTERVAL 1 MONTH, date_diff('day', now(), now()) FROM numbers(3)",
      "SELECT 'a\nb', 'into outfile', currentUser(), version(), timezone(), currentDatabase()",
      'SHOW TABLES',
      'SHOW DATABASES',
      'DESCRIBE TABLE events',
      'EXISTS TABLE weir.events',
      "SELECT name, type FROM system.columns WHERE table = 'events'",
      'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t',
    ]
    for (const sql of fine) expect((await ask(sql)).status, sql).toBe(200)
    expect(await rows('SHOW DATABASES')).toEqual(['weir'])
    expect(await rows('SHOW TABLES FROM weir_data')).toEqual([''])
    expect(await rows('SELECT DISTINCT database FROM system.tables')).toEqual(['weir'])
  })

  it('learns nothing of other tenants from errors: their rows are gone before its own expressions are evaluated', async () => {
    const columns = [
      'tenant',
      'id',
      'type',
      'anchor_key',
      'occurred_at',
      'received_at',
      'order_id',
      'context',
      'items.sku',
    ]
    const row = (tenant: string, n: number, value: string) =>
      JSON.stringify([
        tenant,
        `${value}${n}`,
        'bomb',
        n,
        1.7e9 + n,
        1.7e9,
        value || '7',
        { k: value || '7' },
        [value || '7'],
      ])
    const both = Array.from({ length: 300 }, (_, n) => [row('demo', n, ''), row('other', n, 'secret-')]).flat()
    await server.clickhouse.insert('weir_data.events', columns, both.join('\n'))
    const from = "FROM events AS e WHERE type = 'bomb'"
    const shapes = [
      `SELECT count() ${from} AND toInt64(id) >= 0`,
      `SELECT count() FROM events WHERE toInt64(if(type = 'bomb', id, '0')) >= 0`,
      `SELECT count() FROM events WHERE NOT ignore(toInt64(order_id = '' ? '0' : order_id))`,
      `SELECT count() ${from} AND intDiv(1, id NOT LIKE 'secret%') = 1`,
      `SELECT count() ${from} AND (toInt64(id) > 0 OR intDiv(1, startsWith(id, 'secret') ? 0 : 1) = 1)`,
      `SELECT order_id, count() ${from} GROUP BY order_id HAVING toInt64(order_id) > 0`,
      `SELECT toInt64(order_id) AS n, count() ${from} GROUP BY n`,
      `SELECT count() FROM events AS a JOIN events AS b ON a.id = b.id AND toInt64(concat('0', a.order_id)) >= 0 WHERE toInt64(concat('0', b.order_id)) >= 0 AND a.type = 'bomb' AND b.type = 'bomb'`,
      `SELECT count() FROM events AS a LEFT JOIN events AS b ON toInt64(concat('0', a.order_id)) = toInt64(concat('0', b.order_id)) WHERE a.type = 'bomb' AND b.type = 'bomb' AND toInt64(b.id) = 0`,
      `SELECT count() FROM (SELECT * FROM events WHERE type = 'bomb') AS a, (SELECT 1 AS one) AS b WHERE toInt64(id) >= one - 1`,
      `SELECT count() FROM events WHERE id IN (SELECT id ${from} AND toInt64(id) >= 0)`,
      `SELECT count() FROM (SELECT toInt64(id) AS n ${from} UNION ALL SELECT toInt64(order_id) ${from}) WHERE n > 0`,
      `SELECT k FROM events ARRAY JOIN items.sku AS k WHERE type = 'bomb' AND toInt64(k) > 0 LIMIT 1`,
      `SELECT count() ${from} AND toInt64(context['k']) > 0`,
      `SELECT count() ${from} AND arrayExists(s -> toInt64(s) > 0, items.sku)`,
      `SELECT id ${from} ORDER BY toInt64(id) DESC LIMIT 3`,
      `SELECT id ${from} ORDER BY toInt64(id) LIMIT 1 BY toInt64(order_id)`,
      `SELECT id, row_number() OVER (PARTITION BY toInt64(order_id) ORDER BY toInt64(id)) AS r ${from} QUALIFY r = 1 AND toInt64(id) >= 0`,
      `SELECT sumIf(toInt64(id), toInt64(order_id) > 0), max(toInt64(id)), uniqExact(toInt64(id)) ${from}`,
      `SELECT CASE WHEN toInt64(id) > 5 THEN 1 ELSE 2 END AS c, count() ${from} GROUP BY c`,
      `SELECT DISTINCT toInt64(order_id) ${from}`,
      `WITH x AS (SELECT id ${from}), y AS (SELECT id FROM x WHERE toInt64(id) > 1) SELECT count() FROM x JOIN y USING (id) WHERE toInt64(x.id) > 2`,
      `SELECT (SELECT max(toInt64(id)) ${from}) AS m, count() ${from} AND toInt64(id) < m`,
      `SELECT count() ${from} AND occurred_at > toDateTime(toInt64(id))`,
      `SELECT count() ${from} AND parseDateTimeBestEffort(concat('2026-01-0', order_id)) > 0`,
    ]
    for (const sql of shapes) {
      const { status, text } = await ask(sql)
      expect([status, text.includes('secret')], `${sql}\n${text}`).toEqual([200, false])
    }
    // The bombs would go off on the service user, who sees everything.
    for (const sql of shapes.slice(0, 3)) {
      await expect(server.clickhouse.query(sql.replaceAll('FROM events', 'FROM weir.events'))).rejects.toThrow()
    }
    const own = await ask("SELECT toInt64(id) FROM events WHERE id = 'demo-1'")
    expect(own.text).toMatch(/^Code: 6\..*Cannot parse string '…' as Int64/)
  })

  it('changes no settings by the URL but the form of answers and limits downwards', async () => {
    for (const name of [
      'additional_table_filters',
      'max_memory_usage',
      'allow_introspection_functions',
      'format_schema',
      'user_files_path',
    ]) {
      expect((await ask('SELECT 1', { [name]: '1' })).text, name).toMatch(/^Code: 164\./)
    }
    expect((await ask('SELECT 1', { database: 'weir_data' })).text).toMatch(/^Code: 497\./)
    expect((await ask("SELECT getSetting('readonly')", { readonly: '0' })).status).toBe(403)
    expect(
      await rows('SELECT toUInt64(1) AS a FORMAT JSONEachRow', { output_format_json_quote_64bit_integers: '0' }),
    ).toEqual(['{"a":1}'])
    expect((await ask('SELECT count() FROM system.numbers', { max_execution_time: '1' })).text).toMatch(/^Code: 159\./)
    expect(
      (await ask('SELECT count() FROM numbers(10)', { session_timezone: 'Asia/Shanghai', readonly: '2' })).text,
    ).toBe('10\n')
  })

  it('still sees the rest of the dictionary behind the views, also when its own query is the first', async () => {
    await server.restart()
    expect(await rows('SELECT one_id FROM events WHERE id = {id:String}', { param_id: 'demo-2' })).toEqual(['1'])
  })
})
