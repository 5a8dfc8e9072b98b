export interface SampleLimits {
  /** Events a second of one source and outcome. */
  perSource: number
  /** Events a second of all sources together, by outcome. */
  perOutcome: number
}

export interface Sampler {
  /** Whether one more event of this second may be shown. */
  admits(source: string, outcome: string): boolean
}

/** The first events of each second. A loud source leaves room for the others, accepted events for rejected ones. */
export function createSampler({ perSource, perOutcome }: SampleLimits, now: () => number): Sampler {
  const admitted = new Map<string, number>()
  let second = 0
  return {
    admits(source, outcome) {
      const current = Math.floor(now() / 1_000)
      if (current !== second) {
        admitted.clear()
        second = current
      }
      const own = `${outcome} ${source}`
      const ofSource = admitted.get(own) ?? 0
      const ofOutcome = admitted.get(outcome) ?? 0
      if (ofSource >= perSource || ofOutcome >= perOutcome) return false
      admitted.set(own, ofSource + 1)
      admitted.set(outcome, ofOutcome + 1)
      return true
    },
  }
}
