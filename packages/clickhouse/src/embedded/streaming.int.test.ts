import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { unpackBlocks } from './wire/blocks.ts'

describe('streamed answers', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded()
  })
  afterAll(() => server.stop())

  const asBi = () => ({ 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': server.biPassword })
  const bi = (sql: string, params: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/?${new URLSearchParams(params)}`, {
      method: 'POST',
      body: sql,
      headers: { ...asBi(), ...headers },
    })
  const bytesOf = async (answer: Promise<Response>) => Buffer.from(await (await answer).arrayBuffer())
  /** The service user sees everything, the process of the server included. */
  const memoryMb = async () => {
    const [row] = await server.clickhouse.query<{ kb: string }>(
      "SELECT extract(file('/proc/self/status'), 'VmRSS:\\\\s+(\\\\d+)') AS kb",
    )
    return Number(row?.kb) / 1_024
  }
  const running = async (mark: string) => {
    const [row] = await server.clickhouse.query<{ n: string }>(
      'SELECT count() AS n FROM system.processes WHERE position(query, {mark:String}) > 0 AND NOT position(query, {not:String}) > 0',
      { mark, not: 'system.processes' },
    )
    return Number(row?.n)
  }

  it('are in every format what a whole answer is', async () => {
    const formats = [
      ...[
        'TSV',
        'TSVWithNamesAndTypes',
        'CSVWithNames',
        'JSON',
        'JSONCompact',
        'JSONEachRow',
        'XML',
        'Values',
        'Pretty',
      ],
      ...[
        'JSONCompactEachRowWithNamesAndTypes',
        'Native',
        'RowBinary',
        'RowBinaryWithNamesAndTypes',
        'Vertical',
        'Null',
      ],
    ]
    const sql = 'SELECT number % 7 AS k, count() AS n FROM numbers(200000) GROUP BY k WITH TOTALS ORDER BY k'
    const empty = 'SELECT number, toString(number) AS s FROM numbers(10) WHERE number > 10'
    for (const query of [sql, `${sql} LIMIT 0`, empty]) {
      for (const format of formats) {
        const [streamed, whole] = await Promise.all([
          bytesOf(bi(query, { default_format: format })),
          bytesOf(bi(`${query} FORMAT ${format}`, { wait_end_of_query: '1' })),
        ])
        const still = (bytes: Buffer) => bytes.toString('latin1').replaceAll(/(elapsed\W+)[\d.]+/g, '$1')
        expect(still(streamed), `${format}: ${query}`).toBe(still(whole))
      }
    }
  })

  it('come while they are made, whatever their size, and the memory of the server stays where it is', async () => {
    await bytesOf(bi('SELECT number, toString(number) AS s FROM numbers(1000000) FORMAT CSVWithNames'))
    const before = await memoryMb()
    const answer = await bi('SELECT number, toString(number) AS s FROM numbers(5000000) FORMAT CSVWithNames')
    expect(answer.headers.get('transfer-encoding')).toBe('chunked')
    expect(answer.headers.get('x-clickhouse-format')).toBe('CSVWithNames')
    let length = 0
    let most = 0
    let lines = 0
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      for (const byte of chunk) if (byte === 10) lines++
      if (length >> 23 !== (length + chunk.length) >> 23) most = Math.max(most, await memoryMb())
      length += chunk.length
    }
    expect(lines).toBe(5_000_001)
    expect(length).toBeGreaterThan(80e6)
    // The answer has 88 MB; the engine's own caches take a few.
    expect(most - before).toBeLessThan(60)
  })

  it('are packed on the way as the client wishes', async () => {
    const sql = "SELECT number, concat('event-', toString(number)) FROM numbers(300000) FORMAT TSV"
    const plain = await bytesOf(bi(sql))
    expect(plain.length).toBeGreaterThan(4e6)
    const blocks = await bytesOf(bi(sql, { compress: '1' }))
    expect(blocks.length).toBeLessThan(plain.length / 2)
    expect(unpackBlocks(blocks, 1e8).equals(plain)).toBe(true)
    const url = `${server.url}/?${new URLSearchParams({ query: sql, enable_http_compression: '1' })}`
    const raw = request(url, { headers: { ...asBi(), 'accept-encoding': 'gzip' } }).end()
    const [zipped] = (await once(raw, 'response')) as [IncomingMessage]
    expect(zipped.headers['content-encoding']).toBe('gzip')
    const parts: Buffer[] = []
    for await (const part of zipped as AsyncIterable<Buffer>) parts.push(part)
    expect(gunzipSync(Buffer.concat(parts)).equals(plain)).toBe(true)
    for (const small of ['SELECT 1', 'SELECT 1 WHERE 0']) {
      expect(unpackBlocks(await bytesOf(bi(small, { compress: '1' })), 100).toString()).toBe(
        small === 'SELECT 1' ? '1\n' : '',
      )
    }
  })

  it('tell an error in their middle with the mark of the header, and break off', async () => {
    const answer = await bi('SELECT number, toString(intDiv(number, number - 900000)) FROM numbers(1000000) FORMAT TSV')
    const tag = answer.headers.get('x-clickhouse-exception-tag') ?? ''
    expect(answer.status).toBe(200)
    expect(tag).toMatch(/^[a-z0-9]{16}$/)
    let text = ''
    const read = async () => {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) text += Buffer.from(chunk).toString('latin1')
    }
    await expect(read()).rejects.toThrow()
    const late = new RegExp(`\r\n__exception__\r\n${tag}\r\n(.*\n)(\\d+) ${tag}\r\n__exception__\r\n$`, 's')
    const [, message = '', size] = late.exec(text) ?? []
    expect(message).toMatch(/^Code: 153\. DB::Exception: .*\(ILLEGAL_DIVISION\) \(version [\d.]+\)\n$/s)
    expect(Number(size)).toBe(message.length)
    // An error before the first megabyte is one with a status.
    const early = await bi('SELECT intDiv(number, number - 9) FROM numbers(1000) FORMAT TSV')
    expect([early.status, early.headers.get('x-clickhouse-exception-code')]).toEqual([500, '153'])
    const whole = await bi('SELECT number, toString(intDiv(number, number - 900000)) FROM numbers(1000000)', {
      wait_end_of_query: '1',
    })
    expect([whole.status, (await whole.text()).slice(0, 9)]).toEqual([500, 'Code: 153'])
  })

  it('name mistakes at their place in what was sent', async () => {
    const fault = (await (await bi('SELECT 1 +')).text()).split('(SYNTAX')[0]
    expect(fault).toMatch(/^Code: 62\. DB::Exception: Syntax error/)
    expect(fault).not.toContain('OUTFILE')
    const service = await fetch(`${server.url}/?wait_end_of_query=0`, {
      method: 'POST',
      body: 'SELECT 1 FROM FROM 2',
      headers: { 'X-ClickHouse-User': server.user, 'X-ClickHouse-Key': server.password },
    })
    expect(await service.text()).toMatch(
      /^Code: 62\. DB::Exception: Syntax error: failed at position \d+ \((?!OUTFILE)/,
    )
    // Formats that find out only when they begin, some of them twice.
    for (const format of ['Nonsense', 'Template', 'Protobuf', 'Prometheus', 'One', 'Regexp', 'Npy']) {
      const refused = await bi(`SELECT 1, 2 FORMAT ${format}`)
      expect([format, refused.ok, (await refused.text()).slice(0, 5)]).toEqual([format, false, 'Code:'])
    }
  })

  it('end in the engine when their reader goes', async () => {
    const mark = 'nobody reads this'
    const sql = `SELECT number, '${mark}' FROM numbers(20000000000) FORMAT TSV`
    const gone = new AbortController()
    const left = await fetch(`${server.url}/`, { method: 'POST', body: sql, headers: asBi(), signal: gone.signal })
    await left.body?.getReader().read()
    expect(await running(mark)).toBe(1)
    gone.abort()
    while ((await running(mark)) > 0);
    // More of them than bi has places: each left its place when it went.
    for (let n = 0; n < 8; n++) {
      const one = new AbortController()
      const answer = await fetch(`${server.url}/`, { method: 'POST', body: sql, headers: asBi(), signal: one.signal })
      await answer.body?.getReader().read()
      one.abort()
    }
    expect(await (await bi('SELECT 7')).text()).toBe('7\n')
  })

  it('never mix with each other', async () => {
    const ask = async (n: number) => {
      const sql = `SELECT ${n} AS n, number, intDiv(1, number - ${n % 3 === 0 ? 150_000 : -1}) FROM numbers(200000) FORMAT TSV`
      const answer = await bi(sql)
      if (!answer.ok) return n % 3 === 0
      let text = ''
      try {
        for await (const chunk of answer.body as AsyncIterable<Uint8Array>) text += Buffer.from(chunk)
      } catch {
        return n % 3 === 0 && text.startsWith(`${n}\t0\t`)
      }
      const lines = text.trimEnd().split('\n')
      return n % 3 !== 0 && lines.length === 200_000 && lines.every(line => line.startsWith(`${n}\t`))
    }
    const all = await Promise.all(Array.from({ length: 24 }, (_, n) => ask(n + 1)))
    expect(all).not.toContain(false)
  })
})
