const hourMs = 3_600_000
const rememberedHours = 10_000

/**
 * Turns wall clock times of a zone (given as if they were UTC) into instants. Of the hour that a change to winter repeats
 * it takes the first, of one that a change to summer leaves out the instant as far after the change.
 */
export function createZone(name: string): (local: number) => number {
  if (name === 'UTC') return local => local
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  // A look at the clock takes as long as a whole row; rows of an hour ask for the same.
  const known = new Map<number, number>()

  function offsetAt(instant: number): number {
    const hour = Math.floor(instant / (hourMs / 4))
    const remembered = known.get(hour)
    if (remembered !== undefined) return remembered
    const parts = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0, second = 0 } = parts
    const offset = Date.UTC(year, month - 1, day, hours, minute, second) - Math.floor(instant / 1_000) * 1_000
    if (known.size >= rememberedHours) known.clear()
    known.set(hour, offset)
    return offset
  }

  return local => {
    const first = local - offsetAt(local - 24 * hourMs)
    const second = local - offsetAt(local + 24 * hourMs)
    // With the offset of the day before it is right before a change, with that of the day after behind one.
    return first + offsetAt(first) === local ? first : second + offsetAt(second) === local ? second : first
  }
}
