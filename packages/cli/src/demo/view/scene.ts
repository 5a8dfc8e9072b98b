/** Everything the live view shows, at one moment. */
export interface Scene {
  runId: string
  seed: number
  shoppers: number
  /** Since the platform was ready. */
  elapsedMs: number
  traffic: {
    /** Events a second, now and every `columnMs` since the shop opened. */
    rate: number
    rates: readonly number[]
    goal: number
    sent: number
    accepted: number
    /** Undefined while ClickHouse does not answer. */
    stored: number | undefined
    people: number
    /** Batches sent once more because no answer came. */
    retries: number
  }
  /** As Weir sees them: the last 30 s. */
  channels: readonly ChannelScene[]
  /** The rule is red below. */
  threshold: number
  story: readonly StoryLine[]
  /** What comes next. */
  next: string
}

export interface ChannelScene {
  name: string
  rate: number | undefined
  rates: readonly (number | undefined)[]
  /** Of the rule's series; undefined: normal. */
  state: string | undefined
}

export interface StoryLine {
  /** Since the platform was ready, milliseconds. */
  atMs: number
  text: string
  tone: 'good' | 'bad' | 'plain'
}

/** Time that one column of a chart stands for, milliseconds. */
export const columnMs = 2_500
