import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { packBlocks, unpackBlocks } from './wire/blocks.ts'

describe('the HTTP protocol of the embedded ClickHouse', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded({ migrated: false })
    await server.clickhouse.command('CREATE TABLE default.t (a UInt32, s String) ENGINE = MergeTree ORDER BY a')
  })
  afterAll(() => server.stop())

  const basic = (user = server.user, password = server.password) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  })
  const post = (
    params: Record<string, string>,
    body: string | Buffer = '',
    headers: Record<string, string> = basic(),
  ) => fetch(`${server.url}/?${new URLSearchParams(params)}`, { method: 'POST', body, headers })
  const get = (params: Record<string, string>, headers: Record<string, string> = basic()) =>
    fetch(`${server.url}/?${new URLSearchParams(params)}`, { headers })
  const text = async (answer: Response | Promise<Response>) => (await answer).text()

  it('answers to ping without a name', async () => {
    for (const path of ['/ping', '/', '/replicas_status']) {
      expect(await text(fetch(server.url + path)), path).toBe('Ok.\n')
    }
    expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404)
  })

  it('takes the query from the URL, the body, or both', async () => {
    expect(await text(get({ query: 'SELECT 1' }))).toBe('1\n')
    expect(await text(post({}, 'SELECT 2;'))).toBe('2\n')
    expect(await text(post({ query: 'SELECT 1 +' }, ' 2'))).toBe('3\n')
    expect(await text(post({ default_format: 'JSONCompactEachRow' }, 'SELECT 1, 2'))).toBe('[1, 2]\n')
    expect(await text(post({ default_format: 'TSV' }, 'SELECT 1 FORMAT CSV'))).toBe('1\n')
    expect(await text(post({ database: 'system' }, 'SELECT currentDatabase()'))).toBe('system\n')
    expect((await post({ database: 'nowhere' }, 'SELECT 1')).status).toBe(404)
  })

  it('takes rows after the query, wherever that is, byte for byte', async () => {
    await post({ query: 'INSERT INTO t FORMAT JSONEachRow' }, '{"a":1,"s":"url"}\n')
    await post({}, 'INSERT INTO t (a, s) FORMAT CSV\n2,"body;\n-- no comment"\n')
    await post({ query: "INSERT INTO t VALUES (3, 'values')" })
    await post({}, "INSERT INTO t SELECT 4, 'select'")
    // Four bytes that a text parser would take for blanks: 0x0a09200d, then a string of one line break.
    await post({ query: 'INSERT INTO t FORMAT RowBinary' }, Buffer.from([0x0a, 0x09, 0x20, 0x0d, 1, 0x0a]))
    const rows = await text(get({ query: 'SELECT a, s FROM t ORDER BY a FORMAT JSONCompactEachRow' }))
    expect(
      rows
        .trim()
        .split('\n')
        .map(row => JSON.parse(row)),
    ).toEqual([
      [1, 'url'],
      [2, 'body;\n-- no comment'],
      [3, 'values'],
      [4, 'select'],
      [0x0d20090a, '\n'],
    ])
  })

  it('takes rows with empty lines between or within them for rows, not for statements', async () => {
    await post({}, 'CREATE TABLE lines (a UInt64, s String) ENGINE = Memory')
    const count = () => text(post({}, 'SELECT count(), sum(length(s)) FROM lines'))
    const hostile = '{"a":1,"s":"x"}\n\nDROP TABLE lines\n'
    expect((await post({ query: 'INSERT INTO lines FORMAT JSONEachRow' }, hostile)).status).toBe(400)
    expect(await count()).toBe('0\t0\n')
    await post({ query: 'INSERT INTO lines FORMAT JSONEachRow' }, '\n\n{"a":1,"s":"x"}\n\n{"a":2,"s":"y"}\n\n')
    expect(await count()).toBe('2\t2\n')
    await post({}, "INSERT INTO lines VALUES (3, 'a\n\nb'), (4, '')")
    expect(await count()).toBe('4\t6\n')
    const binary = Buffer.alloc(9 * 5_000)
    for (let n = 0; n < 5_000; n++) binary.writeUInt32LE(n, n * 9)
    await post({ query: 'INSERT INTO lines FORMAT RowBinary' }, binary)
    expect(await count()).toBe('5004\t6\n')
  })

  it('stores all of a long body or nothing', async () => {
    await post({}, 'CREATE TABLE long (a UInt64, s String) ENGINE = MergeTree ORDER BY a')
    const good = Array.from({ length: 20_000 }, (_, a) => `{"a":${a},"s":"${'x'.repeat(20)}"}`)
    const insert = { query: 'INSERT INTO long FORMAT JSONEachRow', input_format_parallel_parsing: '0' }
    const refused = await post(insert, [...good, '{"a":"bad"}'].join('\n'))
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringMatching(/^Code: 27\..*row 20001/s)])
    const answer = await post(insert, good.join('\n'))
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ written_rows: '20000' })
    expect(await text(post({}, 'SELECT count(), uniqExact(a) FROM long'))).toBe('20000\t20000\n')
    expect(readdirSync(join(server.dataDir, 'clickhouse', 'weir-inserts'))).toEqual([])
  })

  it('speaks gzip both ways', async () => {
    const zipped = gzipSync('SELECT number FROM system.numbers LIMIT 5000')
    const answer = await post({ enable_http_compression: '1' }, zipped, {
      ...basic(),
      'content-encoding': 'gzip',
      'accept-encoding': 'gzip',
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect((await answer.text()).split('\n')).toHaveLength(5_001)
    const plain = await post({}, 'SELECT number FROM system.numbers LIMIT 5000', {
      ...basic(),
      'accept-encoding': 'gzip',
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(() => gunzipSync(zipped)).not.toThrow()
    expect((await post({}, Buffer.from('no gzip'), { ...basic(), 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await post({}, 'SELECT 1', { ...basic(), 'content-encoding': 'br' })).status).toBe(501)
  })

  it("takes and gives blocks of ClickHouse's own compression", async () => {
    await post({}, 'CREATE TABLE packed (a UInt64) ENGINE = Memory')
    const rows = packBlocks(Buffer.from(Array.from({ length: 50_000 }, (_, a) => `${a}\n`).join('')))
    await post({ query: 'INSERT INTO packed FORMAT TSV', decompress: '1' }, rows)
    const query = packBlocks(Buffer.from('SELECT count(), sum(a) FROM packed'))
    const answer = await post({ decompress: '1', compress: '1' }, query)
    expect(unpackBlocks(Buffer.from(await answer.arrayBuffer()), 100).toString()).toBe('50000\t1249975000\n')
  })

  it('knows its users by Basic, by headers and by URL, and nobody else', async () => {
    const { user, password } = server
    const key = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password }
    expect(await text(get({ query: 'SELECT 1' }, key))).toBe('1\n')
    expect(await text(get({ query: 'SELECT 1', user, password }, {}))).toBe('1\n')
    const none = await get({ query: 'SELECT 1' }, {})
    expect([none.status, none.headers.get('x-clickhouse-exception-code')]).toEqual([401, '194'])
    for (const wrong of [
      basic(user, 'wrong'),
      basic('root', password),
      { 'X-ClickHouse-User': user },
      basic('default', ''),
    ]) {
      const answer = await get({ query: 'SELECT 1' }, wrong)
      expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516'])
    }
  })

  it('tells errors as ClickHouse does', async () => {
    const cases: [string, number, RegExp][] = [
      [
        'SELEC 1',
        400,
        /^Code: 62\. DB::Exception: Syntax error: failed at position 1 \(SELEC\).*\(SYNTAX_ERROR\) \(version [\d.]+\)\n$/s,
      ],
      ['SELECT * FROM nowhere', 404, /^Code: 60\. DB::Exception: .*\(UNKNOWN_TABLE\)/],
      ['SELECT 1; SELECT 2', 400, /^Code: 62\. .*Multi-statements are not allowed/],
      ['', 400, /^Code: 62\. .*Empty query/],
      ["SELECT throwIf(1, 'my words')", 500, /^Code: 395\. DB::Exception: my words/],
      [
        'INSERT INTO t (a) FORMAT JSONEachRow\n{"a":"x"}',
        400,
        /^Code: 27\. .*\(CANNOT_PARSE_INPUT_ASSERTION_FAILED\)/s,
      ],
    ]
    for (const [sql, status, body] of cases) {
      const answer = await post({}, sql)
      expect([answer.status, await answer.text()], sql).toEqual([status, expect.stringMatching(body)])
      expect(answer.headers.get('x-clickhouse-exception-code'), sql).toMatch(/^\d+$/)
    }
  })

  it('tells in its headers what a client looks for', async () => {
    const answer = await post({ query_id: 'my-id' }, 'SELECT 1 FORMAT JSON')
    const headers = Object.fromEntries(answer.headers)
    expect(headers).toMatchObject({
      'x-clickhouse-query-id': 'my-id',
      'x-clickhouse-format': 'JSON',
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-server-display-name': expect.any(String),
      'content-type': 'application/json; charset=UTF-8',
    })
    const inserted = await post({ query: 'INSERT INTO t FORMAT TSV' }, '10\tx\n11\ty\n')
    expect(JSON.parse(inserted.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ written_rows: '2' })
  })

  it('reads only by GET, except that settings may change', async () => {
    for (const query of ['DROP TABLE t', 'INSERT INTO t VALUES (1, 2)', 'CREATE TABLE x (a Int8) ENGINE = Null']) {
      expect(await text(get({ query })), query).toMatch(/^Code: 164\./)
    }
    expect(await text(get({ query: "SELECT getSetting('max_threads') SETTINGS max_threads = 3" }))).toBe('3\n')
    expect(await text(post({ readonly: '1' }, 'SELECT 1 SETTINGS max_threads = 3'))).toMatch(/^Code: 164\./)
  })

  it('lets no setting or parameter of one query reach another', async () => {
    const setting = "SELECT getSetting('max_block_size'), getSetting('max_threads')"
    const before = await text(post({}, setting))
    const together = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const given = { max_block_size: String(n + 1), param_n: String(n) }
        if (n % 3 === 0) return (await text(post(given, `${setting}, {n:UInt8}`))).startsWith(`${n + 1}\t`)
        if (n % 3 === 1) return (await text(post(given, 'SELECT throwIf(1)'))).startsWith('Code: 395')
        return (await text(post({}, setting))) === before
      }),
    )
    expect(together).not.toContain(false)
    await post({ max_threads: '1' }, 'SET max_block_size = 7')
    await get({ query: 'SELECT 1 SETTINGS max_block_size = 9', readonly: '2' })
    expect(await text(post({}, setting))).toBe(before)
    expect(await text(post({}, 'SELECT {n:UInt8}'))).toMatch(/^Code: 456\./)
  })

  it('refuses settings it does not know and values they cannot have', async () => {
    expect(await text(post({ no_such_setting: '1' }, 'SELECT 1'))).toMatch(/^Code: 115\./)
    expect(await text(post({ 'max_threads=1, readonly': '0' }, 'SELECT 1'))).toMatch(/^Code: 115\./)
    expect((await post({ max_threads: 'many' }, 'SELECT 1')).status).toBe(400)
    expect((await post({ "param_x'": '1' }, 'SELECT 1')).status).toBe(400)
  })

  it('always bounds memory, time and the answer', async () => {
    const bounded = await text(
      post(
        { max_memory_usage: '0', max_execution_time: '0' },
        "SELECT getSetting('max_memory_usage') > 0, getSetting('max_execution_time')::UInt32 > 0",
      ),
    )
    expect(bounded).toBe('1\t1\n')
    const hungry = 'SELECT length(groupArray(number)) FROM numbers(50000000)'
    expect(await text(post({ max_memory_usage: '30000000' }, hungry))).toMatch(/^Code: 241\./)
    expect(
      await text(
        post({ max_execution_time: '1' }, 'SELECT count() FROM system.numbers WHERE NOT ignore(sipHash64(number))'),
      ),
    ).toMatch(/^Code: 159\./)
    expect(await text(post({}, 'SELECT number FROM numbers(100000000)'))).toMatch(/^Code: 396\./)
    expect(await text(post({}, 'SELECT 1'))).toBe('1\n')
  })

  it('kills a query whose client has gone', async () => {
    const gone = new AbortController()
    const query = "SELECT count() FROM system.numbers WHERE NOT ignore(sipHash64(number, 'left alone'))"
    const running = async () =>
      Number(
        await text(
          post(
            {},
            "SELECT count() FROM system.processes WHERE query LIKE '%left alone%' AND query NOT LIKE '%processes%'",
          ),
        ),
      )
    const answer = fetch(`${server.url}/`, {
      method: 'POST',
      body: query,
      headers: basic(),
      signal: gone.signal,
    }).catch(() => 'gone')
    while ((await running()) === 0);
    gone.abort()
    expect(await answer).toBe('gone')
    while ((await running()) > 0);
  })

  it('answers to any nonsense and lives on', async () => {
    const { port, hostname } = new URL(server.url)
    const say = (text: string) =>
      new Promise<string>(resolve => {
        let answer = ''
        const socket = connect(Number(port), hostname, () => socket.write(text))
        socket
          .on('data', chunk => (answer += chunk))
          .on('close', () => resolve(answer))
          .on('error', () => {})
      })
    const auth = `Authorization: ${basic().authorization}\r\n`
    for (const target of [
      '//',
      '/?',
      '/?query=%',
      '/?query=%FF&param_=',
      '/?query_id=%0d%0aX:1&query=SELECT+1',
      '/%',
      '*',
      '/?query=SELECT+1+FORMAT+`a%0ab`',
    ]) {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const answer = await say(
          `${method} ${target} HTTP/1.1\r\nHost: x\r\n${auth}Connection: close\r\nContent-Length: 0\r\n\r\n`,
        )
        expect(answer, `${method} ${target}`).toMatch(/^HTTP\/1.1 [245]\d\d /)
      }
    }
    const close = 'Host: x\r\nConnection: close\r\n'
    expect(await say(`GET /?query=1 HTTP/1.1\r\n${close}Authorization: Basic ====\r\n\r\n`)).toMatch(/ 403 /)
    expect(await say('nonsense\r\n\r\n')).toMatch(/ 400 /)
    const cut = connect(Number(port), hostname, () => {
      cut.write(`POST / HTTP/1.1\r\n${close}${auth}Content-Length: 100\r\n\r\nSELECT`, () => cut.destroy())
    })
    await once(cut, 'close')
    expect(await text(get({ query: 'SELECT 1' }))).toBe('1\n')
  })

  it('refuses what it cannot do instead of guessing', async () => {
    expect((await post({ decompress: '1' }, 'SELECT 1')).status).toBe(500)
    expect((await post({}, 'x', { ...basic(), 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(501)
    expect((await fetch(server.url, { method: 'DELETE', headers: basic() })).status).toBe(400)
    expect((await post({}, `SELECT ${'1,'.repeat(3_000_000)}1`)).status).toBe(413)
    expect(await text(post({}, 'SELECT 1'))).toBe('1\n')
  })
})
