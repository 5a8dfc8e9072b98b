/** The upper half of what `add`, `turn` and `timesK1` last returned the lower half of. */
let upper = 0

function add(ah: number, al: number, bh: number, bl: number): number {
  const low = (al + bl) | 0
  upper = (ah + bh + (low >>> 0 < al >>> 0 ? 1 : 0)) | 0
  return low
}

/** To the right, by 1 to 31 bits (or by 33 to 63, halves exchanged by the caller). */
function turn(ah: number, al: number, by: number): number {
  upper = (ah >>> by) | (al << (32 - by))
  return (al >>> by) | (ah << (32 - by))
}

const k1Upper = 0xb492b66f | 0
const k1Lower = 0xbe98f273 | 0
const k1Low0 = k1Lower & 0xffff
const k1Low1 = k1Lower >>> 16

function timesK1(ah: number, al: number): number {
  const a0 = al & 0xffff
  const a1 = al >>> 16
  const t = Math.imul(a0, k1Low0)
  const m = (Math.imul(a1, k1Low0) + (t >>> 16)) | 0
  const n = (Math.imul(a0, k1Low1) + (m & 0xffff)) | 0
  upper = (Math.imul(a1, k1Low1) + (m >>> 16) + (n >>> 16) + Math.imul(ah, k1Lower) + Math.imul(al, k1Upper)) | 0
  return (n << 16) | (t & 0xffff)
}

/**
 * Mixes 64 bytes a turn into the state x, y, z, v, w: fourteen halves that live in registers while it
 * runs. In 32-bit halves, because BigInt would take 20 times as long.
 */
export function mix(state: Int32Array, view: DataView, from: number, end: number): void {
  let [xl = 0, xh = 0, yl = 0, yh = 0, zl = 0, zh = 0, v0l = 0, v0h = 0, v1l = 0, v1h = 0] = state
  let [w0l = 0, w0h = 0, w1l = 0, w1h = 0] = state.subarray(10)
  for (let s = from; s < end; s += 64) {
    // x = rotate(x + y + v0 + [16], 37) * k1 ^ w1
    xl = add(xh, xl, yh, yl)
    xl = add(upper, xl, v0h, v0l)
    xl = add(upper, xl, view.getInt32(s + 20, true), view.getInt32(s + 16, true))
    xl = turn(xl, upper, 5)
    xl = timesK1(upper, xl) ^ w1l
    xh = upper ^ w1h
    // y = rotate(y + v1 + [48], 42) * k1 ^ v0
    yl = add(yh, yl, v1h, v1l)
    yl = add(upper, yl, view.getInt32(s + 52, true), view.getInt32(s + 48, true))
    yl = turn(yl, upper, 10)
    yl = timesK1(upper, yl) ^ v0l
    yh = upper ^ v0h
    // z = rotate(z ^ w0, 33)
    zl = turn(zl ^ w0l, zh ^ w0h, 1)
    zh = upper
    // v = weak hash of [0..32] with v1 * k1 and x + w0
    let al = timesK1(v1h, v1l)
    let ah = upper
    let bl = add(xh, xl, w0h, w0l)
    let bh = upper
    let th = view.getInt32(s + 28, true)
    let tl = view.getInt32(s + 24, true)
    al = add(ah, al, view.getInt32(s + 4, true), view.getInt32(s, true))
    ah = upper
    bl = add(bh, bl, ah, al)
    bl = add(upper, bl, th, tl)
    bl = turn(upper, bl, 21)
    bh = upper
    let cl = add(ah, al, view.getInt32(s + 12, true), view.getInt32(s + 8, true))
    cl = add(upper, cl, view.getInt32(s + 20, true), view.getInt32(s + 16, true))
    let ch = upper
    v0l = add(ch, cl, th, tl)
    v0h = upper
    bl = add(bh, bl, ah, al)
    bh = upper
    cl = turn(cl, ch, 12)
    v1l = add(bh, bl, upper, cl)
    v1h = upper
    // w = weak hash of [32..64] with z + w1 and y
    al = add(zh, zl, w1h, w1l)
    th = view.getInt32(s + 60, true)
    tl = view.getInt32(s + 56, true)
    al = add(upper, al, view.getInt32(s + 36, true), view.getInt32(s + 32, true))
    ah = upper
    bl = add(yh, yl, ah, al)
    bl = add(upper, bl, th, tl)
    bl = turn(upper, bl, 21)
    bh = upper
    cl = add(ah, al, view.getInt32(s + 44, true), view.getInt32(s + 40, true))
    cl = add(upper, cl, view.getInt32(s + 52, true), view.getInt32(s + 48, true))
    ch = upper
    w0l = add(ch, cl, th, tl)
    w0h = upper
    bl = add(bh, bl, ah, al)
    bh = upper
    cl = turn(cl, ch, 12)
    w1l = add(bh, bl, upper, cl)
    w1h = upper
    // z and x change places
    const l = zl
    const h = zh
    zl = xl
    zh = xh
    xl = l
    xh = h
  }
  state.set([xl, xh, yl, yh, zl, zh, v0l, v0h, v1l, v1h, w0l, w0h, w1l, w1h])
}
