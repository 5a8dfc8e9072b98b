/** Bytes a second. The first is that of a slow machine. */
const firstRate = 250_000
const leastRate = 50_000
const highestRate = 200_000_000

/** What the rate grows by in a second at most, what right after it was too much, and what that itself grows by. */
const fastest = 1.5
const careful = 1.05
const bolder = 1.02
/** What it shrinks by in a second when the pipeline just does not keep up. */
const slower = 0.9

/**
 * A healthy pipeline has done within a second what it was given (the processor writes every 500 ms). From here on live
 * events notice, and imports stop.
 */
const tooLateMs = 1_500

/** What may come at once after a pause, in seconds of the rate. */
const burstSeconds = 0.25

const sampleEveryMs = 1_000

export interface PaceOptions {
  /** For how long the pipeline has been behind; asked at most once a second, and only while somebody imports. */
  behindMs(): Promise<number>
  now(): number
  onRate(bytesPerSecond: number): void
}

/**
 * How fast imports may come in: a bit faster each second while the pipeline keeps up, slower when it does not quite, not
 * at all while it is behind, then at half the rate that was too much. So an import takes what live events leave, on any
 * machine.
 */
export function createPace({ behindMs, now, onRate }: PaceOptions) {
  let rate = firstRate
  let growth = fastest
  let behind = false
  /** Of the bucket; negative after a request larger than what was left. */
  let bytes = rate * burstSeconds
  let filledAt = now()
  let sampledAt = Number.NEGATIVE_INFINITY
  let wasAsked = false

  function fill(): void {
    const at = now()
    bytes = Math.min(rate * burstSeconds, bytes + ((at - filledAt) / 1_000) * rate)
    filledAt = at
  }

  function judge(lateMs: number): void {
    fill()
    const wasBehind = behind
    behind = lateMs >= tooLateMs
    if (lateMs > 0) growth = careful
    if (behind && !wasBehind) rate = Math.max(leastRate, rate / 2)
    else if (!behind && lateMs > 0) rate = Math.max(leastRate, rate * slower)
    else if (!behind && !wasBehind && wasAsked) {
      rate = Math.min(highestRate, rate * growth)
      growth = Math.min(fastest, growth * bolder)
    }
    wasAsked = false
    onRate(behind ? 0 : rate)
  }

  function sample(): void {
    if (now() - sampledAt < sampleEveryMs) return
    sampledAt = now()
    // A log that does not answer is no time for history.
    behindMs().then(judge, () => judge(Number.POSITIVE_INFINITY))
  }

  return {
    /** Takes so many bytes if they may come in now. */
    take(wanted: number): boolean {
      sample()
      fill()
      if (behind) return false
      if (bytes <= 0) {
        wasAsked = true
        return false
      }
      bytes -= wanted
      return true
    },
  }
}

export type Pace = ReturnType<typeof createPace>
