import type { Seen } from '../contract/graph.ts'

/** Batches of events over few keys, the same for the same seed; crowds of different seeds meet in most of them. */
export function crowdOf(seed: number, batches: number): Seen[][] {
  const next = randomOf(seed)
  const pick = (below: number) => Math.floor(next() * below)
  return Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: 1 + pick(8) }, (_, at) => ({
      tenant: pick(4) === 0 ? 'u' : 't',
      at: 1_700_000_000_000 + pick(400_000_000),
      source: pick(2) === 0 ? 'web' : 'app',
      id: `${seed}.${batch}.${at}`,
      keys: Array.from({ length: 1 + pick(3) }, () => pick(120)),
    })),
  )
}

function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1) | 0
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
