import { describe, expect, it } from 'vitest'
import { cityHash128 } from './city-hash.ts'

/** Bytes of a given length, and what the reference implementation of version 1.0.2 makes of them. */
const reference: readonly [number, string][] = [
  [0, '82332263323914296566372529678324145705'],
  [1, '76054585355790561104429063155764516639'],
  [7, '211311217834590196607294956059266051727'],
  [8, '242820289836953918046209369141506312332'],
  [15, '120308638587299454282599202101392126583'],
  [16, '45067122078631122568559162701458259834'],
  [17, '17060489573872541356162894817851259902'],
  [100, '309612228539277340728817482160738667602'],
  [143, '42652306700141612660303548606569991632'],
  [144, '284751208025115274769458752974178289606'],
  [145, '295614606919394196712368672701320517365'],
  [300, '284706172254741250495659253464148809711'],
  [1_000, '202433772193770494389268759503996225312'],
  [65_573, '323454150570270721649078649973766857729'],
]

describe('cityHash128', () => {
  it('agrees with the reference at every length that takes another way', () => {
    for (const [length, expected] of reference) {
      const { low, high } = cityHash128(Uint8Array.from({ length }, (_, index) => index * 7 + 3))
      expect(String((low << 64n) | high), `${length} bytes`).toBe(expected)
    }
  })

  it('reads a part of a larger buffer, wherever it begins', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index * 7 + 3)
    const larger = new Uint8Array(400)
    larger.set(bytes, 37)
    expect(cityHash128(larger.subarray(37, 337))).toEqual(cityHash128(bytes))
  })
})
