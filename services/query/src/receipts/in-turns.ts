import { setImmediate as nextTurn } from 'node:timers/promises'

/** Decoding a thousand events takes a while; other requests get their turn after so long. */
const turnMs = 10

/** Shows records to `visit`, in order, until it answers true. */
export async function inTurns<T>(records: readonly T[], visit: (record: T) => boolean): Promise<void> {
  let turnEnds = performance.now() + turnMs
  for (const record of records) {
    if (visit(record)) return
    if (performance.now() < turnEnds) continue
    await nextTurn()
    turnEnds = performance.now() + turnMs
  }
}
