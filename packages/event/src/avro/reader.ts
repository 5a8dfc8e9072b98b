import { WeirError } from '@weir/errors'

const invalid = (what: string): WeirError => new WeirError('LOG_RECORD_INVALID', `Not a readable Avro body: ${what}`)

/** Short texts repeat all through a batch (tenant, type, key types): found again by their bytes, at a third of the cost. */
const recent: string[] = new Array(512).fill('')
const recentLimit = 24

const isAt = (text: string, bytes: Buffer, start: number): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}

/**
 * Reads an Avro body in the order of its schema. Bounds are checked before anything is allocated, so hostile bytes cost
 * no more than their own length; every fault is a LOG_RECORD_INVALID. Byte values are views of the bytes given.
 */
export class Reader {
  private readonly bytes: Buffer
  private readonly end: number
  private at = 0

  constructor(bytes: Uint8Array, start = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = bytes.byteLength
    this.at = start
  }

  /** Throws when something is left: a body of another schema may parse by chance, but seldom to its very end. */
  finish(): void {
    if (this.at !== this.end) throw invalid(`${this.end - this.at} bytes are left over`)
  }

  private take(length: number): number {
    const start = this.at
    if (length > this.end - start) throw invalid('it ends too early')
    this.at = start + length
    return start
  }

  /** Zigzag varint. Whole numbers beyond 2^53 cannot be JavaScript numbers: refused, not rounded. */
  long(): number {
    const bytes = this.bytes
    let byte = bytes[this.take(1)] as number
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let low = byte & 0x7f
    let shift = 7
    do {
      byte = bytes[this.take(1)] as number
      low |= (byte & 0x7f) << shift
      shift += 7
    } while (byte >= 0x80 && shift < 28)
    if (byte < 0x80) return (low >>> 1) ^ -(low & 1)
    let high = 0
    for (let scale = 1; byte >= 0x80; scale *= 0x80) {
      if (scale > 2 ** 35) throw invalid('a number has more than ten bytes')
      byte = bytes[this.take(1)] as number
      high += (byte & 0x7f) * scale
    }
    const half = high * 2 ** 27 + (low >>> 1)
    const value = low & 1 ? -half - 1 : half
    if (!Number.isSafeInteger(value)) throw invalid('a number is beyond 2^53')
    return value
  }

  int(): number {
    const value = this.long()
    if (value !== (value | 0)) throw invalid('a number does not fit 32 bits')
    return value
  }

  double(): number {
    return this.bytes.readDoubleLE(this.take(8))
  }

  boolean(): boolean {
    const byte = this.bytes[this.take(1)]
    if (byte !== 0 && byte !== 1) throw invalid('neither true nor false')
    return byte === 1
  }

  private length(): number {
    const length = this.long()
    if (length < 0) throw invalid('a length is negative')
    return length
  }

  string(): string {
    const length = this.length()
    const start = this.take(length)
    if (length === 0) return ''
    const bytes = this.bytes
    if (length > recentLimit) return bytes.toString(undefined, start, start + length)
    const slot = (length * 37 + (bytes[start] as number) * 5 + (bytes[start + length - 1] as number) * 11) & 511
    const known = recent[slot] as string
    if (known.length === length && isAt(known, bytes, start)) return known
    const text = bytes.toString(undefined, start, start + length)
    recent[slot] = text
    return text
  }

  fixed(size: number): Uint8Array {
    const start = this.take(size)
    return new Uint8Array(this.bytes.buffer, this.bytes.byteOffset + start, size)
  }

  view(): Uint8Array {
    return this.fixed(this.length())
  }

  /** Of a union of null and one other type: whether the other follows. */
  some(): boolean {
    const byte = this.bytes[this.take(1)]
    if (byte !== 0 && byte !== 2) throw invalid('a union has no such branch')
    return byte === 2
  }

  symbol<S extends string>(symbols: readonly S[]): S {
    const symbol = symbols[this.long()]
    if (symbol === undefined) throw invalid('an enum has no such symbol')
    return symbol
  }

  /** Length of the next block, 0 after the last. `least` is the fewest bytes an element takes: it bounds the count. */
  private block(least: number): number {
    let count = this.long()
    if (count < 0) {
      count = -count
      this.length()
    }
    if (count * least > this.end - this.at) throw invalid('an array is longer than the bytes that are left')
    return count
  }

  array<T>(least: number, element: (reader: Reader) => T): T[] {
    const values: T[] = []
    for (let count = this.block(least); count > 0; count = this.block(least)) {
      for (let i = 0; i < count; i++) values.push(element(this))
    }
    return values
  }

  map(): Record<string, string> {
    const values: Record<string, string> = {}
    for (let count = this.block(2); count > 0; count = this.block(2)) {
      for (let i = 0; i < count; i++) {
        const key = this.string()
        const value = this.string()
        // Plain assignment would hand this key to the prototype and lose it.
        if (key === '__proto__')
          Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true })
        else values[key] = value
      }
    }
    return values
  }

  /** Skips a string or bytes. */
  skipBytes(): void {
    this.take(this.length())
  }

  skipFixed(size: number): void {
    this.take(size)
  }

  skipLong(): void {
    for (let i = 0; i < 10; i++) if ((this.bytes[this.take(1)] as number) < 0x80) return
    throw invalid('a number has more than ten bytes')
  }

  skipArray(least: number, skip: (reader: Reader) => void): void {
    for (let count = this.long(); count !== 0; count = this.long()) {
      if (count < 0) this.skipBytes()
      else if (count * least > this.end - this.at) throw invalid('an array is longer than the bytes that are left')
      else for (let i = 0; i < count; i++) skip(this)
    }
  }
}
