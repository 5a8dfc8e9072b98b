/** The last line of `npm run demo -- --json`. Times are ISO 8601, null when it did not happen. */
export interface DemoResult {
  version: 1
  ok: boolean
  runId: string
  seed: number
  sent: number
  accepted: number
  stored: number
  duplicate: number
  quarantined: number
  suppressed: number
  lost: number
  doubled: number
  peopleSimulated: number
  peopleFound: number
  brokeAt: string | null
  crossedAt: string | null
  pagedAt: string | null
  healedAt: string | null
  resolvedAt: string | null
  /** pagedAt − crossedAt − the rule's `for`. */
  weirLatencyMs: number | null
  pages: number
  resolves: number
  receiptUrl: string
}
