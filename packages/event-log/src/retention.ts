import type { LogLimits } from './options.ts'

/** What is known of a record without reading it. `bytes` is what it takes on disk. */
export interface RecordStamp {
  offset: number
  appendedAt: number
  bytes: number
}

export interface RetentionInput {
  /** The oldest records first, none that a declared group has not processed. */
  processed: Iterable<RecordStamp>
  nowMs: number
  limits: Pick<LogLimits, 'retentionMs'>
  /** Bytes that should go whatever their age: the topic, or the whole log, is too large. */
  excessBytes: number
}

/** The first offset to keep, `undefined` when nothing goes; only a run of the oldest records ever goes. */
export function retentionCut(input: RetentionInput): { cut: number; freedBytes: number } | undefined {
  const oldest = input.nowMs - input.limits.retentionMs
  let cut: number | undefined
  let freedBytes = 0
  for (const stamp of input.processed) {
    if (stamp.appendedAt >= oldest && freedBytes >= input.excessBytes) break
    cut = stamp.offset + 1
    freedBytes += stamp.bytes
  }
  return cut === undefined ? undefined : { cut, freedBytes }
}

/** Above this part of the quota everything processed goes, so that ingest is not refused for history. */
const pressure = 0.8

/** How many bytes of what is processed a topic should lose. */
export const excessBytes = (topicBytes: number, logBytes: number, limits: LogLimits): number =>
  Math.max(0, topicBytes - limits.retentionBytes, logBytes - pressure * limits.maxBytes)
