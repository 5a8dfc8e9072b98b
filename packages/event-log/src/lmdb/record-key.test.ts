import { expect, it } from 'vitest'
import { keyOf, offsetOf } from './record-key.ts'

const offsets = [0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 + 7, Number.MAX_SAFE_INTEGER]

it('gives the offset back', () => {
  expect(offsets.map(offset => offsetOf(keyOf(3, offset)))).toEqual(offsets)
})

it('orders by partition, then by offset', () => {
  const keys = [0, 1, 300].flatMap(partition => offsets.map(offset => keyOf(partition, offset)))
  expect(keys.toReversed().sort(Buffer.compare)).toEqual(keys)
})
