import { compressSync, uncompressSync } from 'lz4-napi'
import { Fault } from '../fault.ts'
import { cityHash128 } from './city-hash.ts'

/*
 * ClickHouse's own compression (compress=1, decompress=1): blocks of
 *   checksum of what follows (16 bytes), method (1), size of this header and the packed bytes (4), unpacked size (4), bytes
 */
const checksumBytes = 16
const headerBytes = 9
const lz4 = 0x82
const stored = 0x02
/** What readers of blocks make room for at once. */
const longestBlock = 1 << 20

/** The bytes in LZ4 blocks. */
export function packBlocks(bytes: Buffer): Buffer {
  const blocks: Buffer[] = []
  for (let from = 0; from < bytes.length; from += longestBlock) {
    blocks.push(packBlock(bytes.subarray(from, from + longestBlock)))
  }
  return blocks.length === 1 ? blocks[0]! : Buffer.concat(blocks)
}

function packBlock(plain: Buffer): Buffer {
  // lz4-napi puts the size in four bytes before what it packs; a block has it in its header.
  const packed = compressSync(plain).subarray(4)
  const block = Buffer.allocUnsafe(checksumBytes + headerBytes + packed.length)
  block[checksumBytes] = lz4
  block.writeUInt32LE(headerBytes + packed.length, checksumBytes + 1)
  block.writeUInt32LE(plain.length, checksumBytes + 5)
  packed.copy(block, checksumBytes + headerBytes)
  const { low, high } = cityHash128(block.subarray(checksumBytes))
  block.writeBigUInt64LE(low, 0)
  block.writeBigUInt64LE(high, 8)
  return block
}

/** @throws Fault 271, 40 or 48 for what are no such blocks; 229 for more than `mostBytes` unpacked. */
export function unpackBlocks(bytes: Buffer, mostBytes: number): Buffer {
  const plain: Buffer[] = []
  let total = 0
  for (let from = 0; from < bytes.length; ) {
    const block = bytes.subarray(from + checksumBytes)
    const size = block.length < headerBytes ? 0 : block.readUInt32LE(1)
    if (size < headerBytes || size > block.length) {
      throw new Fault(271, 'CANNOT_DECOMPRESS', 'The body is not in compressed blocks, or cut short.')
    }
    const unpackedSize = block.readUInt32LE(5)
    total += unpackedSize
    if (total > mostBytes) {
      throw new Fault(229, 'QUERY_IS_TOO_LARGE', `The body is longer than ${mostBytes} bytes unpacked.`)
    }
    const whole = block.subarray(0, size)
    const { low, high } = cityHash128(whole)
    if (low !== bytes.readBigUInt64LE(from) || high !== bytes.readBigUInt64LE(from + 8)) {
      throw new Fault(40, 'CHECKSUM_DOESNT_MATCH', 'The checksum of a compressed block does not match.')
    }
    plain.push(unpackBlock(whole, unpackedSize))
    from += checksumBytes + size
  }
  return plain.length === 1 ? plain[0]! : Buffer.concat(plain)
}

function unpackBlock(block: Buffer, size: number): Buffer {
  const packed = block.subarray(headerBytes)
  const method = block[0]
  if (method === stored && packed.length === size) return packed
  if (method !== lz4) throw new Fault(48, 'NOT_IMPLEMENTED', 'Of compressed blocks only LZ4 is supported.')
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32LE(size)
  try {
    const plain = uncompressSync(Buffer.concat([prefix, packed]))
    if (plain.length === size) return plain
  } catch {
    // The fault below says it.
  }
  throw new Fault(271, 'CANNOT_DECOMPRESS', 'A compressed block cannot be unpacked.')
}
