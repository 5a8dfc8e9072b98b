import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMapping } from '../mapping/mapping-file.ts'
import { openRows } from './open-rows.ts'
import type { Row } from './row.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-import-read-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const table = parseMapping('time: { value: at }', 'table.yaml')

async function rowsOf(name: string, content: Buffer | string, mapping?: typeof table): Promise<Row[]> {
  const path = join(directory, name)
  await writeFile(path, content)
  return readAll(path, mapping)
}

async function readAll(path: string, mapping?: typeof table): Promise<Row[]> {
  const opened = await openRows(path, mapping)
  const rows: Row[] = []
  for await (const chunk of opened.chunks) rows.push(...chunk)
  expect(opened.progress()).toBe(1)
  return rows
}

/** "one\\ntwo\\n" and "three\\n", compressed by zstd 1.5 with checksums. */
const zstd = ['KLUv/QRYQQAAb25lCnR3bwrmpg5A', 'KLUv/QRYMQAAdGhyZWUK1wb9KA=='].map(text => Buffer.from(text, 'base64'))

const three = [
  { number: 1, content: 'one' },
  { number: 2, content: 'two' },
  { number: 3, content: 'three' },
]

describe('a file', () => {
  it('holds the same rows in every compression, whatever it is called', async () => {
    expect(await rowsOf('plain', 'one\ntwo\nthree\n')).toEqual(three)
    expect(await rowsOf('a.ndjson', gzipSync('one\ntwo\nthree\n'))).toEqual(three)
    expect(await rowsOf('members.gz', Buffer.concat([gzipSync('one\ntwo\n'), gzipSync('three\n')]))).toEqual(three)
    expect(await rowsOf('frames.zst', Buffer.concat(zstd))).toEqual(three)
  })

  it.each([
    ['gzip', gzipSync('one\n'.repeat(50_000)).subarray(0, 100)],
    ['zstd', zstd[0]!.subarray(0, 14)],
  ])('of %s that was cut off is an error, not an end', async (name, content) => {
    const failed = rowsOf(`cut.${name}`, content)
    await expect(failed).rejects.toMatchObject({
      code: 'REQUEST_MALFORMED',
      remedy: expect.stringMatching(/goes on where/),
    })
  })

  it('that is not there, or says nothing of its columns, is refused with what to do', async () => {
    await expect(openRows(join(directory, 'none'), undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(rowsOf('orders.csv.gz', gzipSync('a,b\n'))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      remedy: expect.stringContaining('--mapping'),
    })
  })
})

describe('CSV', () => {
  it('has records by the names of its header, also across quotes, line ends and a byte order mark', async () => {
    const text = '\ufeffat,note\r\n1,"a ""b""\nc"\r\n\r\n2,鱼\r\n3,'
    expect(await rowsOf('a.csv', text, table)).toEqual([
      { number: 1, content: { at: '1', note: 'a "b"\nc' } },
      { number: 2, content: { at: '2', note: '鱼' } },
      { number: 3, content: { at: '3', note: '' } },
    ])
  })

  it('keeps its numbers around records that do not fit', async () => {
    const rows = await rowsOf('b.csv', 'at,note\n1,a\n2,b,c\n3\n4,d\n', table)
    expect(rows.map(({ number, fault }) => [number, fault?.reason])).toEqual([
      [1, undefined],
      [2, 'not_csv'],
      [3, 'not_csv'],
      [4, undefined],
    ])
  })

  it('takes the delimiter of the mapping', async () => {
    const tabs = parseMapping('{ time: { value: at }, delimiter: "\\t" }', 'tabs.yaml')
    expect(await rowsOf('c.tsv', 'at\tnote\n1\ta,b\n', tabs)).toEqual([
      { number: 1, content: { at: '1', note: 'a,b' } },
    ])
  })

  it.each(['1,a\n2,"b" c\n3,d\n', `1,a\n2,"b\n${'3,d\n'.repeat(400_000)}`])(
    'with a wrong quote is read up to there, and no further',
    async text => {
      const path = join(directory, 'e.csv')
      await writeFile(path, `at,note\n${text}`)
      const rows: Row[] = []
      const reading = async () => {
        for await (const chunk of (await openRows(path, table)).chunks) rows.push(...chunk)
      }
      await expect(reading()).rejects.toMatchObject({
        message: expect.stringContaining('behind record 1 the file is no CSV'),
      })
      expect(rows).toEqual([{ number: 1, content: { at: '1', note: 'a' } }])
    },
  )

  it('of another encoding is refused whole', async () => {
    const gbk = Buffer.concat([Buffer.from('at,note\n1,'), Buffer.from([0xd6, 0xd0, 0x0a])])
    await expect(rowsOf('d.csv', gbk, table)).rejects.toMatchObject({ message: expect.stringContaining('UTF-8') })
  })
})

describe('Parquet', () => {
  const path = join(import.meta.dirname, 'orders.fixture.parquet')

  it('has rows with JSON values, over all its row groups', async () => {
    const rows = await readAll(path, table)
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
    expect(rows[11]!.content).toEqual({
      order_no: 'o-11',
      customer: 'c-4',
      paid_at: '2024-03-01T08:00:11.250Z',
      total: 2.75,
      big: '9007199254741004',
      gift: 0,
      skus: ['s-11'],
      shipping: { weight: 1.5, region: 'CN-31' },
    })
    expect(rows[10]!.content).toMatchObject({ customer: null })
  })

  it('gives only the columns of the mapping when the mapping says what makes an id', async () => {
    const mapping = parseMapping('{ time: { value: paid_at }, id: order_no }', 'orders.yaml')
    expect((await readAll(path, mapping))[0]!.content).toEqual({ order_no: 'o-0', paid_at: '2024-03-01T08:00:00.250Z' })
  })

  it('that is cut off is an error', async () => {
    await expect(rowsOf('cut.parquet', 'PAR1 and no more', table)).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
  })
})
