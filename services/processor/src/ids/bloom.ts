/**
 * Bloom filter over 64 bits of an id's hash, growing by doubling slices: about 12 bits an id, under 1 % false positives.
 * A false positive costs one look-up in weir_data.event_ids, a false negative cannot be.
 * Double hashing after Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006).
 */
const bitsPerId = 12
const probes = 8
const firstSliceIds = 16_384

interface Slice {
  words: Uint32Array
  bits: number
  free: number
}

const createSlice = (ids: number): Slice => {
  const words = new Uint32Array((ids * bitsPerId) / 32)
  return { words, bits: words.length * 32, free: ids }
}

export function createBloom() {
  const slices: Slice[] = [createSlice(firstSliceIds)]

  function holds({ words, bits }: Slice, high: number, low: number): boolean {
    for (let probe = 0, at = high % bits, step = (low | 1) >>> 0; probe < probes; probe++) {
      if (((words[at >>> 5]! >>> (at & 31)) & 1) === 0) return false
      at = (at + step) % bits
    }
    return true
  }

  return {
    /** Both halves are unsigned 32-bit numbers of the id's hash. */
    add(high: number, low: number): void {
      let slice = slices.at(-1)!
      if (slice.free === 0) {
        slice = createSlice(firstSliceIds * 2 ** slices.length)
        slices.push(slice)
      }
      slice.free -= 1
      const { words, bits } = slice
      for (let probe = 0, at = high % bits, step = (low | 1) >>> 0; probe < probes; probe++) {
        words[at >>> 5]! |= 1 << (at & 31)
        at = (at + step) % bits
      }
    },
    mayHold: (high: number, low: number): boolean => slices.some(slice => holds(slice, high, low)),
    bytes: (): number => slices.reduce((sum, slice) => sum + slice.words.byteLength, 0),
  }
}

export type Bloom = ReturnType<typeof createBloom>
