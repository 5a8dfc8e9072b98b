import { isWeirError } from '@weir/errors'
import avro from 'avsc'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { text } from '../testing/arbitraries.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

const writer = new Writer()
const written = (write: (to: Writer) => void): Uint8Array => {
  writer.start()
  write(writer)
  return writer.finish()
}
const avroOf = (schema: avro.Schema, value: unknown) => new Uint8Array(avro.Type.forSchema(schema).toBuffer(value))
const refused = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (isWeirError(error, 'LOG_RECORD_INVALID')) return error.message
    throw error
  }
  return 'nothing was refused'
}

/** Zigzag varint of any 64-bit number, the slow and obvious way. */
const varint = (value: bigint): number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  return [...bytes, Number(rest)]
}

const edges = [0, 1, 63, 64, 127, 128, 2 ** 14, 2 ** 27, 2 ** 28, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 52, 2 ** 53 - 1]
  .flatMap(n => [n - 1, n, -n, -n - 1])
  .filter(Number.isSafeInteger)

describe('whole numbers', () => {
  it('are written and read exactly up to 2^53', () => {
    const long = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(...edges))
    fc.assert(
      fc.property(long, value => {
        const bytes = written(to => to.long(value))
        expect([...bytes]).toEqual(varint(BigInt(value)))
        const from = new Reader(bytes)
        expect(from.long()).toBe(value === 0 ? 0 : value)
        from.finish()
        const skipped = new Reader(bytes)
        skipped.skipLong()
        skipped.finish()
      }),
    )
  })

  it('beyond 2^53 are refused, not rounded', () => {
    for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
      const bytes = Uint8Array.from(varint(value))
      expect(refused(() => new Reader(bytes).long())).toMatch(/beyond 2\^53/)
    }
    for (const value of [2 ** 53, -(2 ** 53), 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(refused(() => written(to => to.long(value)))).toMatch(/below 2\^53/)
    }
  })

  it('of 32 bits are held to them', () => {
    expect(refused(() => written(to => to.int(2 ** 31)))).toMatch(/32 bits/)
    expect(refused(() => new Reader(written(to => to.long(2 ** 31))).int())).toMatch(/32 bits/)
    expect(new Reader(written(to => to.int(-(2 ** 31)))).int()).toBe(-(2 ** 31))
  })

  it('end: an endless varint is refused', () => {
    const endless = new Uint8Array(100_000).fill(0xff)
    expect(refused(() => new Reader(endless).long())).toMatch(/more than ten bytes/)
    expect(refused(() => new Reader(endless).skipLong())).toMatch(/more than ten bytes/)
  })
})

describe('texts', () => {
  it('are those of avsc and come back, whether short, long or seen before', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), texts => {
        const twice = [...texts, ...texts]
        const bytes = written(to => to.array(twice, (inner, value) => inner.string(value)))
        expect(bytes).toEqual(avroOf({ type: 'array', items: 'string' }, twice))
        expect(new Reader(bytes).array(1, from => from.string())).toEqual(twice)
      }),
    )
  })

  it('tell apart texts that share length, first and last byte', () => {
    const texts = ['abcd', 'axxd', 'abcd', 'ayyd', 'é__é', 'é--é']
    const bytes = written(to => to.array(texts, (inner, value) => inner.string(value)))
    expect(new Reader(bytes).array(1, from => from.string())).toEqual(texts)
  })

  it('with lone surrogates become replacement characters, valid UTF-8 at any length', () => {
    for (const pad of ['', 'x'.repeat(80)]) {
      const bytes = written(to => to.string(`${pad}\ud800a\udc00`))
      expect(new Reader(bytes).string()).toBe(`${pad}\ufffda\ufffd`)
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(pad ? 2 : 1))).not.toThrow()
    }
  })
})

describe('other values', () => {
  it('keep negative zero and the __proto__ key', () => {
    expect(new Reader(written(to => to.double(-0))).double()).toBe(-0)
    const sent = JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>
    const read = new Reader(written(to => to.map(sent))).map()
    expect(Object.entries(read)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  it('of arrays in several blocks, with and without their size, are read and skipped', () => {
    // Two elements with the size of their block, then one without, then the end.
    const bytes = Uint8Array.from([3, 4, 2, 4, 2, 6, 0])
    expect(new Reader(bytes).array(1, from => from.long())).toEqual([1, 2, 3])
    const skipped = new Reader(bytes)
    skipped.skipArray(1, from => from.skipLong())
    skipped.finish()
  })

  it.each<[string, (to: Writer) => void]>([
    ['text', to => to.string(5 as unknown as string)],
    ['boolean', to => to.boolean('no' as unknown as boolean)],
    ['double', to => to.double('1' as unknown as number)],
    ['fixed of another size', to => to.fixed(new Uint8Array(3), 4)],
    ['fixed', to => to.fixed([1, 2] as unknown as Uint8Array, 2)],
    ['bytes', to => to.view('a' as unknown as Uint8Array)],
    ['symbol', to => to.symbol(['a'], 'toString' as 'a')],
    ['list', to => to.array({ length: 2 } as unknown as string[], (inner, value) => inner.string(value))],
  ])('of the wrong type for a %s are not written', (_, write) => {
    expect(refused(() => written(write))).toMatch(/Cannot be written as Avro/)
  })
})

describe('hostile bytes', () => {
  const huge = written(to => to.long(2 ** 40))
  it.each<[string, string, number[], (from: Reader) => unknown]>([
    ['a text longer than the bytes', 'ends too early', [...huge], from => from.string()],
    ['a negative length', 'a length is negative', [1], from => from.view()],
    ['an array longer than the bytes', 'an array is longer', [...huge], from => from.array(1, inner => inner.long())],
    [
      'an array whose elements would not fit',
      'an array is longer',
      [8, 0, 0, 0, 0],
      from => from.array(2, inner => inner.long()),
    ],
    [
      'a sized block longer than the bytes',
      'an array is longer',
      [...written(to => to.long(-(2 ** 40))), 2],
      from => from.array(1, i => i.long()),
    ],
    [
      'a skipped array longer than the bytes',
      'an array is longer',
      [...huge],
      from => from.skipArray(1, inner => inner.skipLong()),
    ],
    [
      'a skipped block longer than the bytes',
      'ends too early',
      [1, ...huge],
      from => from.skipArray(1, inner => inner.skipLong()),
    ],
    ['a map longer than the bytes', 'an array is longer', [...huge], from => from.map()],
    ['an early end', 'ends too early', [], from => from.boolean()],
    ['a double cut short', 'ends too early', [0, 0, 0], from => from.double()],
    ['neither true nor false', 'neither true nor false', [2], from => from.boolean()],
    ['a branch that is none', 'no such branch', [4], from => from.some()],
    ['a symbol that is none', 'no such symbol', [4], from => from.symbol(['a', 'b'])],
    [
      'bytes left over',
      'left over',
      [0, 0],
      from => {
        from.long()
        from.finish()
      },
    ],
  ])('are refused: %s', (_, why, bytes, read) => {
    expect(refused(() => read(new Reader(Uint8Array.from(bytes))))).toContain(why)
  })
})
