import { storyLine } from './frame.ts'
import { count, elapsed, steadyPercent } from './numbers.ts'
import type { Scene } from './scene.ts'
import { createStyle } from './style.ts'
import type { View } from './view.ts'
import { padLeft } from './width.ts'

const everyMs = 5_000

/** For pipes and log files: a line every five seconds, and one for everything that happens. */
export function createLineView(write: (line: string) => void): View {
  const plain = createStyle(false)
  let dueMs = everyMs
  return {
    say: write,
    tell: line => write(storyLine(line, plain)),
    draw(scene) {
      if (scene.elapsedMs < dueMs) return
      dueMs = (Math.floor(scene.elapsedMs / everyMs) + 1) * everyMs
      write(progressLine(scene))
    },
    close() {},
  }
}

export function progressLine({ elapsedMs, traffic, channels }: Scene): string {
  const rates = channels.map(({ name, rate, state }) => `${name} ${steadyPercent(rate)}${state ? ` ${state}` : ''}`)
  const stored = traffic.stored === undefined ? '–' : count(traffic.stored)
  const counts = `${padLeft(count(traffic.rate), 5)} events/s  ${padLeft(count(traffic.sent), 7)} sent  ${padLeft(stored, 7)} stored`
  return `  ${padLeft(elapsed(elapsedMs), 5)}  ${counts}  ${rates.join('  ')}`.trimEnd()
}
