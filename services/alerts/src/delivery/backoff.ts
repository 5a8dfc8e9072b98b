const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * Waits between attempts. Dense for the first two minutes, because a page is wanted now; then the schedule that Standard
 * Webhooks publishes, about four days in all.
 */
const waitsMs = [
  ...[1, 2, 5, 5, 15, 30, 60].map(seconds => seconds * second),
  ...[5, 30].map(minutes => minutes * minute),
  ...[2, 5, 10, 14, 20, 24].map(hours => hours * hour),
]

/**
 * How long until the next attempt; undefined when it is time to give up. By the age of the page, not by attempts made:
 * waiting for a slow robot or for another page uses up nothing. Up to a tenth is added at random.
 */
export function backoffMs(ageMs: number, random: () => number = Math.random): number | undefined {
  let due = 0
  for (const wait of waitsMs) {
    due += wait
    if (due > ageMs) return Math.round(due - ageMs + (wait * random()) / 10)
  }
  return undefined
}
