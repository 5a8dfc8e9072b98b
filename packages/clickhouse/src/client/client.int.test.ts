import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaultyHttp } from '@weir/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClickHouse } from '../create-clickhouse.ts'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { dataRefusals, engineFaults } from './codes.ts'
import { clickhouseCodeOf } from './faults.ts'

describe('createClickHouse on the embedded ClickHouse', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded({ migrated: false })
  })
  afterAll(() => server.stop())

  it('carries every type there and back without loss', async () => {
    const types = {
      u64: ['UInt64', '18446744073709551615'],
      i64: ['Int64', '-9223372036854775808'],
      u128: ['UInt128', '340282366920938463463374607431768211455'],
      dec: ['Decimal(18, 4)', '99999999999999.9999'],
      money: ['Nullable(Decimal(38, 6))', '-12345678901234567890.123456'],
      at: ["DateTime64(3, 'UTC')", '2026-02-28 23:59:59.999'],
      day: ['Date', '2026-02-28'],
      text: ['String', "tab\t newline\n quote' back\\slash 名字 \u0000 🙂"],
      low: ['LowCardinality(String)', 'x'],
      none: ['Nullable(String)', null],
      list: ['Array(UInt64)', ['1', '9007199254740993']],
      map: ['Map(String, String)', { 'a.b': "it's", '': 'empty' }],
      nested: ['Array(Tuple(sku String, price Decimal(18, 2)))', [{ sku: 'a', price: '9.9' }]],
      json: ['JSON', { 'a.b': '1', a: { b: '2', c: [{ d: true }] }, big: '9007199254740993', n: null }],
      id: ['UUID', '61f0c404-5cb3-11e7-907b-a6006ad3dba0'],
      flag: ['Bool', true],
      float: ['Float64', 0.1],
    } as const
    const names = Object.keys(types) as (keyof typeof types)[]
    await server.clickhouse.command(
      `CREATE TABLE default.types (${names.map(name => `${name} ${types[name][0]}`).join(', ')}) ENGINE = MergeTree ORDER BY id`,
    )
    await server.clickhouse.insert('default.types', names, JSON.stringify(names.map(name => types[name][1])))
    const [row] = await server.clickhouse.query<Record<string, unknown>>('SELECT * FROM default.types')
    const { json, money, ...rest } = row ?? {}
    const { json: _, money: __, ...given } = Object.fromEntries(names.map(name => [name, types[name][1]]))
    expect(rest).toEqual(given)
    expect(money).toBe('-12345678901234567890.123456')
    expect(json).toEqual({ 'a.b': '1', a: { b: '2', c: [{ d: true }] }, big: '9007199254740993' })
  })

  it('binds parameters of every kind, whatever they contain', async () => {
    const hostile = `x' OR 1 = 1 -- \\' \\ \t \n \`"; {a:String}`
    const [row] = await server.clickhouse.query<Record<string, unknown>>(
      `SELECT {s:String} AS s, {n:UInt64} AS n, {list:Array(String)} AS list, {at:DateTime64(3)} AS at, {none:Nullable(String)} AS none,
              {flag:Bool} AS flag, {map:Map(String, UInt8)} AS map, {name:Identifier} AS column FROM (SELECT 7 AS odd)`,
      {
        s: hostile,
        n: '18446744073709551615',
        list: [hostile, ''],
        at: new Date(1_700_000_000_123),
        none: null,
        flag: true,
        map: { a: 1 },
        name: 'odd',
      },
    )
    expect(row).toMatchObject({
      s: hostile,
      n: '18446744073709551615',
      list: [hostile, ''],
      none: null,
      flag: true,
      map: { a: 1 },
      column: 7,
    })
    expect(row?.at).toBe('2023-11-14 22:13:20.123')
  })

  it('tells refused statements from an engine that is down', async () => {
    const failure = (sql: string) =>
      server.clickhouse.query(sql).then(
        () => undefined,
        (error: unknown) => error,
      )
    const syntax = await failure('SELEC 1')
    expect(syntax).toMatchObject({
      code: 'CLICKHOUSE_QUERY_REFUSED',
      retryable: false,
      cause: { code: 62 },
    })
    expect(clickhouseCodeOf(syntax)).toBe(62)
    expect(
      await failure('SELECT length(groupArray(number)) FROM numbers(50000000) SETTINGS max_memory_usage = 30000000'),
    ).toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
      cause: { code: 241 },
    })
    const stranger = server.connect({ password: 'wrong' })
    await expect(stranger.ping()).rejects.toMatchObject({
      cause: { code: 516 },
      remedy: expect.stringContaining('PASSWORD'),
    })
    expect(() => createClickHouse({ url: 'nonsense', user: '', password: '' })).toThrow('is no ClickHouse endpoint')
  })

  it('names the code when rows are refused, and does not repeat the rows', async () => {
    await server.clickhouse.command(`
      CREATE TABLE default.strict (u UInt64, d DateTime64(3), m Decimal(9, 2), e Enum8('x' = 1), i UUID, j JSON, a Array(UInt8),
        p IPv4, p6 IPv6, f FixedString(2), day Date, b Bool, n Nested(x UInt8, y String), s String, c UInt8,
        CONSTRAINT small CHECK c < 10) ENGINE = MergeTree ORDER BY u`)
    const refused: [string, string, number][] = [
      ['u', '"hidden"', 27],
      ['u', '-1', 72],
      ['d', '"hidden"', 41],
      ['m', '"hidden"', 27],
      ['m', '"12345678901"', 69],
      ['e', '"hidden"', 691],
      ['i', '"hidden"', 376],
      ['j', '"hidden"', 117],
      ['j', '{"a":"\\ud800 hidden"}', 117],
      ['a', '"hidden"', 130],
      ['p', '"hidden"', 675],
      ['p6', '"hidden"', 676],
      ['f', '"hidden"', 131],
      ['day', '"hidden"', 38],
      ['b', '"hidden"', 467],
      ['n.x, n.y', '[1,2],["hidden"]', 190],
      ['s', '"\\ud800 hidden"', 25],
      ['c', '200', 469],
      ['u, s', '1', 27],
    ]
    for (const [columns, row, code] of refused) {
      const error = await server.clickhouse.insert('default.strict', [columns], `[${row}]\n`).then(
        () => 'stored',
        (reason: unknown) => reason,
      )
      expect(error, `${columns} ${row}`).toMatchObject({ code: 'CLICKHOUSE_DATA_REFUSED', cause: { code } })
      expect((error as Error).message).not.toContain('hidden')
    }
    await expect(server.clickhouse.insert('default.strict', ['nowhere'], '[1]')).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
      cause: { code: 16 },
    })
  })

  it('calls its codes by the names ClickHouse gives them', async () => {
    const codes = [...dataRefusals.keys()]
    const rows = await server.clickhouse.query<{ code: number; name: string }>(
      'SELECT arrayJoin({codes:Array(UInt16)}) AS code, errorCodeToName(code) AS name',
      { codes },
    )
    expect(new Map(rows.map(({ code, name }) => [code, name]))).toEqual(dataRefusals)
    expect(codes.filter(code => engineFaults.has(code))).toEqual([])
  })

  it('asks again when the connection breaks, and does not do twice what may have been done', async () => {
    const proxy = await createFaultyHttp(server.url)
    const client = server.connect({ url: proxy.url })
    proxy.next(['drop', 'lose-answer', 'drop'])
    expect(await client.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(proxy.requests).toHaveLength(4)
    proxy.next(['lose-answer'])
    await expect(client.command('CREATE TABLE default.once (a Int8) ENGINE = Null')).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
    })
    expect(proxy.requests).toHaveLength(5)
    await proxy.close()
  })

  it('gives up after its deadline, or when its caller does', async () => {
    const silent = createServer(() => {})
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const client = server.connect({ url, timeoutMs: 100 })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
      message: expect.stringContaining('100 ms'),
    })
    const aborted = new AbortController()
    const reason = new Error('no longer needed')
    const answer = client.query('SELECT 1', {}, { signal: aborted.signal, timeoutMs: 60_000 })
    aborted.abort(reason)
    await expect(answer).rejects.toBe(reason)
    silent.closeAllConnections()
    await new Promise(resolve => silent.close(resolve))
    await expect(client.ping()).rejects.toMatchObject({
      code: 'CLICKHOUSE_UNAVAILABLE',
      message: expect.stringContaining('nothing listens'),
    })
  })

  it('reads on while rows are written, more inserts than there are places for', async () => {
    const { clickhouse } = server
    await clickhouse.command(
      'CREATE TABLE default.slow (n UInt64, w UInt8 DEFAULT sleepEachRow(0.02)) ENGINE = MergeTree ORDER BY n',
    )
    let written = 0
    const writers = [0, 1, 2, 3].map(async lane => {
      const rows = Array.from({ length: 40 }, (_, n) => `[${lane * 40 + n}]`).join('\n')
      await clickhouse.insert('default.slow', ['n'], rows)
      written++
    })
    for (let reads = 0; reads < 10; reads++) await clickhouse.query('SELECT count() FROM default.slow')
    expect(written).toBe(0)
    await Promise.all(writers)
    expect(await clickhouse.query('SELECT count() AS rows, uniqExact(n) AS different FROM default.slow')).toEqual([
      { rows: '160', different: '160' },
    ])
  })
})
