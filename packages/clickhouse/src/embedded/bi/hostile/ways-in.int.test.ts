import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packBlocks } from '../../wire/blocks.ts'
import { canary, isRefused, startTrapped } from './trapped-server.ts'

describe('hostile requests of bi', () => {
  let trapped: Awaited<ReturnType<typeof startTrapped>>
  beforeAll(async () => {
    trapped = await startTrapped()
  })
  afterAll(() => trapped.stop())

  it('do no more through parameters of the URL', async () => {
    const settings: Record<string, string> = {
      additional_table_filters: "{'weir_data.events':'1'}",
      additional_result_filter: '1',
      query_plan_merge_filters: '1',
      allow_ddl: '0',
      allow_introspection_functions: '1',
      allow_experimental_ai_functions: '1',
      enable_analyzer: '0',
      allow_experimental_analyzer: '0',
      format_schema: trapped.traps.file,
      format_template_row: trapped.traps.file,
      format_template_resultset: trapped.traps.file,
      max_memory_usage: '0',
      max_threads: '10000',
      user_files_path: '/',
      use_query_cache: '1',
      query_cache_share_between_users: '1',
      workload: 'x',
      profile: 'default',
      limit: '1',
      offset: '1',
      dialect: 'prql',
      implicit_select: '1',
      param: '1',
      'readonly=0, max_threads': '1',
      'x; DROP VIEW weir.events': '1',
    }
    for (const [name, value] of Object.entries(settings)) {
      const { status, text } = await trapped.ask('SELECT count() FROM events', { [name]: value })
      expect([name, status, text.slice(0, 9)], text).toEqual([name, 500, 'Code: 164'])
    }
    for (const readonly of ['0', '2', '-1', 'x', '']) {
      const { text } = await trapped.ask('SELECT name, value FROM system.settings WHERE name = {n:String}', {
        readonly,
        param_n: 'readonly',
      })
      expect(text, `readonly=${readonly}`).toBe('readonly\t1\n')
    }
    for (const database of [
      'weir_data',
      'system',
      'information_schema',
      'weir`; DROP VIEW weir.events; --',
      '../weir',
      'nowhere',
    ]) {
      const { status, text } = await trapped.ask('SELECT count() FROM events', { database })
      expect([database, status, isRefused(text)], text).toEqual([database, 403, true])
      expect(
        isRefused((await trapped.ask('SELECT count() FROM events', {}, { 'X-ClickHouse-Database': database })).text),
      ).toBe(true)
    }
    for (const [sql, value] of [
      ['SELECT count() FROM {p:Identifier}', 'weir_data.events'],
      ['SELECT count() FROM {p:Identifier}.events', 'weir_data'],
      ['SELECT count() FROM {p:Identifier}', 'system.processes'],
      ['SELECT 1 IN {p:Identifier}', 'weir_data.events'],
      ['SELECT {p:Identifier} FROM events', 'weir_data.events.id'],
      ['SHOW TABLES WHERE name IN {p:Identifier}', 'weir_data.events'],
      ['DESCRIBE TABLE {p:Identifier}', 'weir_data.events'],
      ['EXISTS TABLE {p:Identifier}', 'weir_data.events'],
      ['SELECT {p:Identifier}(1)', 'file'],
      ["SELECT CAST(unhex('00'), {p:String})", 'AggregateFunction(uniq, UInt64)'],
      ['SELECT {p:AggregateFunction(uniq, UInt64)}', '00'],
    ] as const) {
      const { text } = await trapped.ask(sql, { param_p: value })
      expect([sql, isRefused(text)], text).toEqual([sql, true])
    }
    for (const [sql, value] of [
      ['SELECT {p:String}', `'; DROP VIEW weir.events; --`],
      ['SELECT count() FROM events WHERE id = {p:String}', `' OR tenant = 'other`],
      ['SELECT {p:Array(String)}', `['a','b']); DROP VIEW weir.events`],
      ['SELECT {p:UInt8}', '1; DROP VIEW weir.events'],
    ] as const) {
      expect((await trapped.ask(sql, { param_p: value })).text).not.toContain(canary)
    }
    for (const name of ['param_', 'param_a b', "param_a'", 'param_a,readonly']) {
      expect(isRefused((await trapped.ask('SELECT 1', { [name]: '0' })).text), name).toBe(true)
    }
    await trapped.expectUntouched()
  })

  it('do no more through the query of the URL, headers, sessions, packed bodies and odd methods', async () => {
    const sql = 'SELECT count() FROM weir_data.events'
    const insert = 'INSERT INTO weir_data.identity_marks FORMAT TSV'
    const refused = [
      await trapped.ask('', { query: sql }),
      await trapped.ask('events', { query: 'SELECT count() FROM weir_data.' }),
      await trapped.ask('; DROP VIEW weir.events', { query: 'SELECT 1' }),
      await trapped.ask('g\t9\n', { query: insert }),
      await trapped.ask(gzipSync(sql), {}, { 'Content-Encoding': 'gzip' }),
      await trapped.ask(packBlocks(Buffer.from(sql)), { decompress: '1' }),
      await trapped.ask(packBlocks(Buffer.from('g\t9\n')), { decompress: '1', query: insert }),
      await trapped.ask(packBlocks(Buffer.alloc(64 << 20, ' ')), { decompress: '1' }),
      await trapped.ask(gzipSync(Buffer.alloc(64 << 20, ' ')), {}, { 'Content-Encoding': 'gzip' }).then(answer => ({
        ...answer,
        text: answer.text.replace('Code: 117', 'Code: 229'),
      })),
      await trapped.ask(Buffer.alloc(5 << 20, ' ')),
      await trapped.ask(sql, { session_id: 'of-the-service', session_check: '1' }),
      await trapped.ask(sql, { role: 'admin', quota_key: 'x', stacktrace: '1' }),
      await trapped.ask(sql, { user: trapped.server.user, password: trapped.server.password }),
      await trapped.ask(sql, {}, { 'X-ClickHouse-Format': 'Native', 'X-ClickHouse-Query-Id': 'x' }),
      await trapped.ask(sql, { wait_end_of_query: '1', buffer_size: '1', compress: '0' }),
    ]
    for (const [index, { text }] of refused.entries()) {
      expect([index, isRefused(text), text.includes(canary)], text.slice(0, 200)).toEqual([index, true, false])
    }
    await trapped.ask('SELECT 1', { session_id: 'mine', session_timezone: 'Asia/Shanghai' })
    expect((await trapped.ask('SELECT timezone()', { session_id: 'mine' })).text).toBe('UTC\n')
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await fetch(`${trapped.server.url}/?query=${encodeURIComponent('DROP VIEW weir.events')}`, {
        method,
        headers: { 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': trapped.server.biPassword },
      })
      expect(answer.status, method).toBe(400)
    }
    await trapped.expectUntouched()
  })

  it('end no query but their own', async () => {
    const slow = trapped.server.clickhouse.query(
      'SELECT sum(sleepEachRow(0.05)) AS s FROM numbers(20) SETTINGS max_block_size = 1',
    )
    let running: { id: string } | undefined
    while (!running) {
      ;[running] = await trapped.server.clickhouse.query<{ id: string }>(
        "SELECT query_id AS id FROM system.processes WHERE query LIKE '%sleepEachRow%' AND query NOT LIKE '%processes%'",
      )
    }
    const ids = [running.id, 'x', '']
    for (const id of ids) expect((await trapped.ask(`KILL QUERY WHERE query_id = '${id}'`)).text).toBe('')
    expect(await slow).toEqual([{ s: '0' }])
    const endless = trapped.ask('SELECT max(sipHash64(number)) FROM system.numbers', { query_id: 'my-own' })
    let killed = ''
    while (killed === '') killed = (await trapped.ask("KILL QUERY WHERE query_id = 'my-own' ASYNC")).text
    expect(killed).toBe('waiting\tmy-own\tbi\t\n')
    expect((await endless).text).toMatch(/^Code: 394\. DB::Exception: .*\(QUERY_WAS_CANCELLED\)/)
    await trapped.expectUntouched()
  })
})
