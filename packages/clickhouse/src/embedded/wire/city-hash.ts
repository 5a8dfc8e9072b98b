import { mix } from './city-mix.ts'

/**
 * CityHash128 of version 1.0.2: the checksum of ClickHouse's compressed blocks. Later versions of CityHash give other
 * values. The bulk of the bytes is mixed in 32-bit halves (BigInt would take 20 times as long), the rest in BigInt.
 */
export function cityHash128(bytes: Uint8Array): { low: bigint; high: bigint } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = (offset: number) => view.getBigUint64(offset, true)
  const length = bytes.length
  if (length >= 16) return seeded(view, 16, length - 16, at(0) ^ k3, at(8))
  if (length >= 8) return seeded(view, 0, 0, at(0) ^ wrap(BigInt(length) * k0), at(length - 8) ^ k1)
  return seeded(view, 0, length, k0, k1)
}

const k0 = 0xc3a5c85c97cb3127n
const k1 = 0xb492b66fbe98f273n
const k2 = 0x9ae16a3b2f90404fn
const k3 = 0xc949d7c7509e6557n
const kMul = 0x9ddfea08eb382d69n

const wrap = (value: bigint) => BigInt.asUintN(64, value)
const rotate = (value: bigint, by: bigint) => wrap((value >> by) | (value << (64n - by)))
const shiftMix = (value: bigint) => value ^ (value >> 47n)

function join(u: bigint, v: bigint): bigint {
  const a = shiftMix(wrap((u ^ v) * kMul))
  return wrap(shiftMix(wrap((v ^ a) * kMul)) * kMul)
}

function seeded(view: DataView, from: number, length: number, x: bigint, y: bigint) {
  return length < 128 ? short(view, from, length, x, y) : long(view, from, length, x, y)
}

function upTo16(view: DataView, from: number, length: number): bigint {
  const size = BigInt(length)
  if (length > 8) {
    const b = view.getBigUint64(from + length - 8, true)
    return join(view.getBigUint64(from, true), rotate(wrap(b + size), size)) ^ b
  }
  if (length >= 4) {
    const a = BigInt(view.getUint32(from, true))
    return join(size + (a << 3n), BigInt(view.getUint32(from + length - 4, true)))
  }
  if (length === 0) return k2
  const y = BigInt(view.getUint8(from) + (view.getUint8(from + (length >> 1)) << 8))
  const z = BigInt(length + (view.getUint8(from + length - 1) << 2))
  return wrap(shiftMix(wrap(y * k2) ^ wrap(z * k3)) * k2)
}

function short(view: DataView, from: number, length: number, a: bigint, b: bigint) {
  const at = (offset: number) => view.getBigUint64(offset, true)
  let c: bigint
  let d: bigint
  if (length <= 16) {
    a = wrap(shiftMix(wrap(a * k1)) * k1)
    c = wrap(b * k1 + upTo16(view, from, length))
    d = shiftMix(wrap(a + (length >= 8 ? at(from) : c)))
  } else {
    c = join(wrap(at(from + length - 8) + k1), a)
    d = join(wrap(b + BigInt(length)), wrap(c + at(from + length - 16)))
    a = wrap(a + d)
    for (let offset = from; offset < from + length - 16; offset += 16) {
      a = wrap((a ^ wrap(shiftMix(wrap(at(offset) * k1)) * k1)) * k1)
      b ^= a
      c = wrap((c ^ wrap(shiftMix(wrap(at(offset + 8) * k1)) * k1)) * k1)
      d ^= c
    }
  }
  a = join(a, c)
  b = join(d, b)
  return { low: a ^ b, high: join(b, a) }
}

function long(view: DataView, from: number, length: number, x: bigint, y: bigint) {
  const at = (offset: number) => view.getBigUint64(offset, true)
  let z = wrap(BigInt(length) * k1)
  let v0 = wrap(rotate(y ^ k1, 49n) * k1 + at(from))
  let v1 = wrap(rotate(v0, 42n) * k1 + at(from + 8))
  let w0 = wrap(rotate(wrap(y + z), 35n) * k1 + x)
  const w1 = wrap(rotate(wrap(x + at(from + 88)), 53n) * k1)

  const bulk = length - (length % 128)
  const state = BigUint64Array.of(x, y, z, v0, v1, w0, w1)
  mix(new Int32Array(state.buffer), view, from, from + bulk)
  ;[x = 0n, y = 0n, z = 0n, v0 = 0n, v1 = 0n, w0 = 0n] = state
  const w = state[6]!

  y = wrap(y + rotate(w0, 37n) * k0 + z)
  x = wrap(x + rotate(wrap(v0 + z), 49n) * k0)
  const end = from + length
  for (let done = 32; done < length - bulk + 32; done += 32) {
    const tail = end - done
    y = wrap(rotate(wrap(y - x), 42n) * k0 + v1)
    w0 = wrap(w0 + at(tail + 16))
    x = wrap(rotate(x, 49n) * k0 + w0)
    w0 = wrap(w0 + v0)
    const a = wrap(v0 + at(tail))
    const b = rotate(wrap(v1 + a + at(tail + 24)), 21n)
    const c = wrap(a + at(tail + 8) + at(tail + 16))
    v0 = wrap(c + at(tail + 24))
    v1 = wrap(b + rotate(c, 44n) + a)
  }
  x = join(x, v0)
  y = join(y, w0)
  return { low: wrap(join(wrap(x + v1), w) + y), high: join(wrap(x + w), wrap(y + v1)) }
}
