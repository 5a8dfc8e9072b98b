/** Before it there were no events: such a time comes of a clock or a field gone wrong. Unix ms. */
export const earliestTime = Date.UTC(2000, 0, 1)

const furthestAheadMs = 5 * 60_000

/** Whether an event may have happened at `ms`, when our clock says `now`; both Unix ms. */
export const isPossibleTime = (ms: number, now: number): boolean => ms >= earliestTime && ms <= now + furthestAheadMs
