import { WeirError } from '@weir/errors'

const unfit = (what: string): WeirError => new WeirError('LOG_RECORD_INVALID', `Cannot be written as Avro: ${what}`)

const initialBytes = 1 << 16
/** A slab that had to grow beyond this for one record is let go after it. */
const keptBytes = 4 << 20

/**
 * Writes an Avro body in the order of its schema into one slab that is reused; `finish` hands out a copy. A value of the
 * wrong type, an unsafe whole number or a fixed of the wrong size is a LOG_RECORD_INVALID. Lone surrogates become U+FFFD.
 */
export class Writer {
  private bytes = Buffer.allocUnsafeSlow(initialBytes)
  private at = 0

  /** Begins anew; whatever an earlier, failed write left is forgotten. */
  start(): void {
    this.at = 0
    if (this.bytes.length > keptBytes) this.bytes = Buffer.allocUnsafeSlow(initialBytes)
  }

  finish(): Uint8Array {
    const copy = new Uint8Array(this.at)
    copy.set(this.bytes.subarray(0, this.at))
    return copy
  }

  private reserve(length: number): void {
    const needed = this.at + length
    if (needed <= this.bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, needed))
    this.bytes.copy(larger, 0, 0, this.at)
    this.bytes = larger
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }

  long(value: number): void {
    if (!Number.isSafeInteger(value)) throw unfit('not a whole number below 2^53')
    this.reserve(10)
    const bytes = this.bytes
    let at = this.at
    // Zigzag of a 54-bit number does not fit a double: it is made of a low part of 28 bits and the rest.
    let low: number
    let high: number
    if (value >= -0x40000000 && value < 0x40000000) {
      const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
      low = zigzag & 0xfffffff
      high = zigzag >>> 28
    } else {
      const positive = value < 0 ? -value - 1 : value
      low = (positive % 2 ** 27) * 2 + (value < 0 ? 1 : 0)
      high = Math.floor(positive / 2 ** 27)
    }
    if (high === 0) {
      while (low > 0x7f) {
        bytes[at++] = (low & 0x7f) | 0x80
        low >>>= 7
      }
      bytes[at++] = low
    } else {
      for (let i = 0; i < 4; i++) {
        bytes[at++] = (low & 0x7f) | 0x80
        low >>>= 7
      }
      while (high > 0x7f) {
        bytes[at++] = (high & 0x7f) | 0x80
        high >>>= 7
      }
      bytes[at++] = high
    }
    this.at = at
  }

  int(value: number): void {
    if (value !== (value | 0)) throw unfit('not a whole number of 32 bits')
    this.long(value)
  }

  double(value: number): void {
    if (typeof value !== 'number') throw unfit('not a number')
    this.reserve(8)
    this.at = this.bytes.writeDoubleLE(value, this.at)
  }

  boolean(value: boolean): void {
    if (typeof value !== 'boolean') throw unfit('neither true nor false')
    this.reserve(1)
    this.bytes[this.at++] = value ? 1 : 0
  }

  string(text: string): void {
    if (typeof text !== 'string') throw unfit('not a text')
    const length = text.length
    // Up to 63 bytes the length is one byte, and a loop is cheaper than crossing into the engine twice.
    if (length < 64) {
      this.reserve(length + 1)
      const bytes = this.bytes
      const start = this.at + 1
      let i = 0
      for (; i < length; i++) {
        const unit = text.charCodeAt(i)
        if (unit > 0x7f) break
        bytes[start + i] = unit
      }
      if (i === length) {
        bytes[this.at] = length << 1
        this.at = start + length
        return
      }
    }
    const size = Buffer.byteLength(text)
    this.long(size)
    this.reserve(size)
    this.at += this.bytes.write(text, this.at)
  }

  fixed(bytes: Uint8Array, size: number): void {
    if (!(bytes instanceof Uint8Array) || bytes.length !== size) throw unfit(`not ${size} bytes`)
    this.raw(bytes)
  }

  view(bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array)) throw unfit('not bytes')
    this.long(bytes.length)
    this.raw(bytes)
  }

  /** The null branch of a union of null and one other type. */
  none(): void {
    this.reserve(1)
    this.bytes[this.at++] = 0
  }

  /** The other branch; its value comes next. */
  some(): void {
    this.reserve(1)
    this.bytes[this.at++] = 2
  }

  optionalString(text: string | null | undefined): void {
    if (text === null || text === undefined) this.none()
    else {
      this.some()
      this.string(text)
    }
  }

  symbol<S extends string>(symbols: readonly S[], value: S): void {
    const index = symbols.indexOf(value)
    if (index < 0) throw unfit(`not one of ${symbols.join(', ')}`)
    this.long(index)
  }

  array<T>(values: readonly T[], element: (writer: Writer, value: T) => void): void {
    if (!Array.isArray(values)) throw unfit('not a list')
    if (values.length > 0) {
      this.long(values.length)
      for (const value of values) element(this, value)
    }
    this.none()
  }

  map(values: Readonly<Record<string, string>>): void {
    const keys = Object.keys(values)
    if (keys.length > 0) {
      this.long(keys.length)
      for (const key of keys) {
        this.string(key)
        this.string(values[key] as string)
      }
    }
    this.none()
  }
}
