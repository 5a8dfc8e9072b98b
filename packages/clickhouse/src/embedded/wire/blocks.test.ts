import { describe, expect, it } from 'vitest'
import { packBlocks, unpackBlocks } from './blocks.ts'

describe('compressed blocks', () => {
  it('come back as they went, one or many', () => {
    for (const length of [1, 9, 1_000, (1 << 20) - 1, 1 << 20, (5 << 19) + 7]) {
      const plain = Buffer.from(Uint8Array.from({ length }, (_, index) => (index * index) >> 3))
      const packed = packBlocks(plain)
      expect(unpackBlocks(packed, length).equals(plain), `${length} bytes`).toBe(true)
    }
    expect(
      unpackBlocks(Buffer.concat([packBlocks(Buffer.from('a')), packBlocks(Buffer.from('b'))]), 2).toString(),
    ).toBe('ab')
  })

  it('have the layout of ClickHouse', () => {
    const block = packBlocks(Buffer.alloc(1_000, 'x'))
    expect(block[16]).toBe(0x82)
    expect(block.readUInt32LE(17)).toBe(block.length - 16)
    expect(block.readUInt32LE(21)).toBe(1_000)
  })

  it('are refused when a byte is wrong, or missing, or they are too long', () => {
    const block = packBlocks(Buffer.from('SELECT 1 -- and so on, and so on, and so on'))
    for (let at = 0; at < block.length; at++) {
      const wrong = Buffer.from(block)
      wrong[at]! ^= 1
      expect(() => unpackBlocks(wrong, 1_000), `byte ${at}`).toThrow(/checksum|blocks|longer/)
      if (at > 0) expect(() => unpackBlocks(block.subarray(0, at), 1_000), `cut at ${at}`).toThrow('cut short')
    }
    expect(() => unpackBlocks(block, 10)).toThrow('longer than 10 bytes')
    expect(() => unpackBlocks(Buffer.from('SELECT 1, without any compression at all'), 1_000)).toThrow(
      'compressed blocks',
    )
  })
})
