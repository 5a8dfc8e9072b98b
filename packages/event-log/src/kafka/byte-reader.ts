/** Reads Kafka's primitive types one after the other. */
export interface ByteReader {
  position(): number
  skip(bytes: number): void
  int16(): number
  int32(): number
  int64(): number
  varint(): number
  /** So many bytes, as a view. */
  take(bytes: number): Buffer
}

/** @throws Error, from each of its functions, when the bytes end too soon. */
export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0
  const advance = (by: number) => {
    const from = at
    at += by
    return from
  }
  return {
    position: () => at,
    skip: by => void advance(by),
    int16: () => bytes.readInt16BE(advance(2)),
    int32: () => bytes.readInt32BE(advance(4)),
    int64: () => Number(bytes.readBigInt64BE(advance(8))),
    varint() {
      // Zig-zag, seven bits a byte; in doubles, for timestamps pass 32 bits.
      let value = 0
      for (let factor = 1; ; factor *= 128) {
        const byte = bytes.readUInt8(advance(1))
        value += (byte & 0x7f) * factor
        if (byte < 0x80) break
      }
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    },
    take(count) {
      const from = advance(count)
      if (count < 0 || at > bytes.length) throw new RangeError('the bytes end too soon')
      return bytes.subarray(from, at)
    },
  }
}
