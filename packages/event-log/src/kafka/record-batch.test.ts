import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import './codecs.ts'
import { decodeBatch, splitBatches } from './record-batch.ts'

const require = createRequire(import.meta.url)
interface Encoded {
  buffer: Buffer
}
const { RecordBatch }: { RecordBatch(batch: object): Promise<Encoded> } = require('kafkajs/src/protocol/recordBatch/v0')
const Record: (record: object) => unknown = require('kafkajs/src/protocol/recordBatch/record/v0')

const [none, gzip, lz4] = [0, 1, 3]

/** A batch as kafkajs writes it, at a place in the log. */
async function batchOf(values: readonly (Buffer | null)[], compression: number, firstOffset = 0): Promise<Buffer> {
  const records = values.map((value, offsetDelta) =>
    Record({ key: null, value, headers: { 'weir-generation': 'g' }, offsetDelta, timestampDelta: offsetDelta }),
  )
  const times = { firstTimestamp: 1_700_000_000_000, maxTimestamp: 1_700_000_000_000 + values.length }
  const batch = await RecordBatch({ compression, records, firstOffset, lastOffsetDelta: values.length - 1, ...times })
  return batch.buffer
}

it.each([
  ['none', none],
  ['gzip', gzip],
  ['lz4', lz4],
])('reads what was written, compressed with %s', async (_, compression) => {
  const value = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes))
  await fc.assert(
    fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), fc.nat(2 ** 40), async (values, first) => {
      const [batch] = splitBatches(await batchOf(values, compression, first))
      expect(batch).toMatchObject({ first, last: first + values.length - 1 })
      for (const [index, record] of decodeBatch(batch!).entries()) {
        expect(record.offset).toBe(first + index)
        expect(record.timestamp).toBe(1_700_000_000_000 + index)
        expect(Buffer.compare(record.value!, values[index]!)).toBe(0)
        expect(record.headers.get('weir-generation')).toBe('g')
      }
    }),
    { numRuns: 30 },
  )
})

it('tells no value from an empty one', async () => {
  const [batch] = splitBatches(await batchOf([null, Buffer.alloc(0)], none))
  expect(decodeBatch(batch!).map(({ value }) => value)).toEqual([null, Buffer.alloc(0)])
})

it('takes whole batches only, wherever the answer was cut', async () => {
  const [first, second] = [await batchOf([Buffer.from('a')], none, 5), await batchOf([Buffer.from('b')], lz4, 6)]
  const both = Buffer.concat([first, second])
  for (let length = 0; length <= both.length; length++) {
    const whole = (length >= first.length ? 1 : 0) + (length === both.length ? 1 : 0)
    expect(splitBatches(both.subarray(0, length)).map(batch => batch.first)).toEqual([5, 6].slice(0, whole))
  }
})

it.each([none, lz4])('never hands out a damaged record (compression %d)', async compression => {
  const bytes = await batchOf([Buffer.from('the value'), Buffer.from('another')], compression)
  for (let at = 17; at < bytes.length; at++) {
    const damaged = Buffer.from(bytes)
    damaged[at]! ^= 0x10
    expect(() => decodeBatch(splitBatches(damaged)[0]!), `byte ${at}`).toThrow()
  }
})

it('takes the time of the append where the topic says so', async () => {
  const bytes = await batchOf([Buffer.from('a'), Buffer.from('b')], none)
  const { crc32c } = await import('@node-rs/crc32')
  bytes[22]! |= 0x08
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17)
  expect(decodeBatch(splitBatches(bytes)[0]!).map(({ timestamp }) => timestamp)).toEqual([
    1_700_000_000_002, 1_700_000_000_002,
  ])
})
