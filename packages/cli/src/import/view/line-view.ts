import { count, createRate } from './rate.ts'
import { createWaitNotice, type ImportView } from './view.ts'

const everyMs = 5_000

/** A line every few seconds, for logs. */
export function createLineView(say: (line: string) => void, now: () => number): ImportView {
  let rate = createRate(now)
  let name = ''
  let saidAt = now()
  return {
    begin(file) {
      name = file
      rate = createRate(now)
      saidAt = now()
    },
    progress({ share, state, done }) {
      rate.add(done)
      if (now() - saidAt < everyMs) return
      saidAt = now()
      const events = count(state.accepted + state.rejected)
      const bad = count(state.rejected + state.unreadable)
      say(`${name}: ${(share * 100).toFixed(1)} %, ${events} events, ${count(rate.perSecond())}/s, ${bad} refused`)
    },
    waiting: createWaitNotice(say, now),
    say,
    end() {},
  }
}
