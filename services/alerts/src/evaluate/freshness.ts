/** How far each stage has come, at one moment: offsets by partition. */
export interface PipelineSample {
  /** Unix milliseconds. */
  at: number
  accepted: { end: number; identity: number }[]
  identified: { end: number; processor: number }[]
}

export interface Freshness {
  /** Adds what the log says now. */
  sample(sample: PipelineSample): void
  /** Milliseconds by which stored data is behind what was accepted; undefined until the stages were seen to catch up. */
  lagMs(now: number): number | undefined
}

const mostSamples = 600

/**
 * Everything accepted before a moment s is stored when identity has since been seen past the end of events.accepted at
 * s, and the processor is now past the end of events.identified at that sight. Nobody's clock is compared: only offsets.
 */
export function createFreshness(): Freshness {
  let samples: PipelineSample[] = []
  let completeUntil: number | undefined

  const passed = (of: readonly { end: number }[], next: readonly number[]): boolean =>
    of.every(({ end }, partition) => (next[partition] ?? 0) >= end)

  return {
    sample(sample) {
      samples.push(sample)
      const stored = sample.identified.map(({ processor }) => processor)
      const seen = samples.findLast(({ identified }) => passed(identified, stored))
      if (seen) {
        const identity = seen.accepted.map(partition => partition.identity)
        const complete = samples.findLast(({ at, accepted }) => at <= seen.at && passed(accepted, identity))
        if (complete && complete.at > (completeUntil ?? Number.NEGATIVE_INFINITY)) completeUntil = complete.at
      }
      const from = completeUntil
      if (from !== undefined) samples = samples.filter(({ at }) => at >= from)
      // Far behind, every second sample goes: the answer gets coarser, never wrong.
      if (samples.length > mostSamples)
        samples = samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1)
    },
    lagMs: now => (completeUntil === undefined ? undefined : Math.max(0, now - completeUntil)),
  }
}
