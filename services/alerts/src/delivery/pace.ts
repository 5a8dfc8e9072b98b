/** Keeps calls under what a receiver bears, such as twenty a minute for a DingTalk robot. */
export interface Pace {
  /** 0: go, and one is taken. Otherwise how long to wait, milliseconds. */
  take(key: string, nowMs: number): number
  /** Nothing goes to it for a while. */
  pause(key: string, untilMs: number): void
}

/** @param most Calls within any `perMs`. Counted in this process: several share a receiver only across a take-over. */
export function createPace(most: number, perMs: number): Pace {
  const calls = new Map<string, number[]>()
  const paused = new Map<string, number>()
  return {
    take(key, nowMs) {
      const until = paused.get(key) ?? 0
      if (until > nowMs) return until - nowMs
      paused.delete(key)
      const recent = (calls.get(key) ?? []).filter(at => at > nowMs - perMs)
      const oldest = recent[0]
      if (recent.length >= most && oldest !== undefined) {
        calls.set(key, recent)
        return oldest + perMs - nowMs
      }
      calls.set(key, [...recent, nowMs])
      return 0
    },
    pause: (key, untilMs) => void paused.set(key, untilMs),
  }
}
