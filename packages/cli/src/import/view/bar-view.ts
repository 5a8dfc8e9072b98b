import { SingleBar } from 'cli-progress'
import { count, createRate } from './rate.ts'
import { createWaitNotice, type ImportView } from './view.ts'

/** A bar that moves, for a terminal. */
export function createBarView(terminal: NodeJS.WriteStream, now: () => number): ImportView {
  const format = '{bar} {share} % | {events} events, {rate}/s | {bad} refused | {note}{file}'
  const bar = new SingleBar({ format, stream: terminal, hideCursor: true, barsize: 24, fps: 4, etaBuffer: 50 })
  let rate = createRate(now)
  let name = ''
  let isShown = false
  const waiting = createWaitNotice(say, now)

  function say(line: string): void {
    if (isShown) bar.stop()
    terminal.write(`${line}\n`)
    isShown = false
  }

  function show(share: number, values: Record<string, string>): void {
    if (!isShown) bar.start(1, share, values)
    isShown = true
    bar.update(share, values)
  }

  return {
    begin(file) {
      name = file
      rate = createRate(now)
    },
    progress({ share, state, done }) {
      rate.add(done)
      show(share, {
        share: (share * 100).toFixed(1),
        events: count(state.accepted + state.rejected),
        rate: count(rate.perSecond()),
        bad: count(state.rejected + state.unreadable),
        note: '',
        file: name,
      })
    },
    waiting,
    say,
    end() {
      if (isShown) bar.stop()
      isShown = false
    },
  }
}
