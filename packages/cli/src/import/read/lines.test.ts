import { describe, expect, it } from 'vitest'
import { readLines } from './lines.ts'
import type { Row } from './row.ts'

/** The rows of bytes that come in chunks of a size. */
async function rowsOf(bytes: Buffer | string, chunkBytes: number): Promise<Row[]> {
  const whole = Buffer.from(bytes)
  async function* chunks() {
    for (let at = 0; at < whole.length; at += chunkBytes) yield whole.subarray(at, at + chunkBytes)
  }
  const rows: Row[] = []
  for await (const chunk of readLines(chunks())) rows.push(...chunk)
  return rows
}

describe('lines', () => {
  it.each([1, 3, 7, 1_000])(
    'are the same whatever their ends and however they come, %d bytes at a time',
    async size => {
      const expected = [
        { number: 1, content: '{"a":1}' },
        { number: 3, content: '{"b":"鱼"}' },
        { number: 4, content: 'last' },
      ]
      expect(await rowsOf('{"a":1}\n\n{"b":"鱼"}\nlast', size)).toEqual(expected)
      expect(await rowsOf('{"a":1}\n\n{"b":"鱼"}\nlast\n', size)).toEqual(expected)
      expect(await rowsOf('\ufeff{"a":1}\r\n  \r\n{"b":"鱼"}\r\nlast\r\n', size)).toEqual(expected)
    },
  )

  it('that are too long cost no memory, are told apart, and stop nothing', async () => {
    const limit = 256 * 1_024
    const rows = await rowsOf(
      `a${'x'.repeat(3 * limit)}\n${'y'.repeat(limit)}\r\n${'z'.repeat(limit + 1)}\nend`,
      50_000,
    )
    expect(rows.map(({ number, fault, content }) => [number, fault?.reason, String(content).length])).toEqual([
      [1, 'line_too_long', 1_024],
      [2, undefined, limit],
      [3, 'line_too_long', 1_024],
      [4, undefined, 3],
    ])
  })

  it('that are no UTF-8 are faults: half a character would silently become another', async () => {
    const rows = await rowsOf(
      Buffer.concat([Buffer.from('ok\n'), Buffer.from([0xd6, 0xd0, 0x0a]), Buffer.from('ok\n')]),
      4,
    )
    expect(rows.map(({ fault }) => fault?.reason)).toEqual([undefined, 'not_utf8', undefined])
  })

  it('are none in nothing', async () => {
    expect(await rowsOf('', 10)).toEqual([])
    expect(await rowsOf('\r\n\n', 10)).toEqual([])
  })
})
