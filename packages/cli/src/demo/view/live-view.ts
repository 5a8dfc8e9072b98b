import type { WriteStream } from 'node:tty'
import { frame, widest } from './frame.ts'
import type { Scene } from './scene.ts'
import type { Style } from './style.ts'
import type { View } from './view.ts'

type Terminal = Pick<WriteStream, 'write' | 'columns' | 'rows'>

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clearLine = '\u001b[K'
const clearBelow = '\u001b[J'

/** Redrawn in place; lines that stay are written above it. */
export function createLiveView(terminal: Terminal, style: Style): View {
  let lines: string[] = []
  let last: Scene | undefined

  const columns = () => Math.min(widest, (terminal.columns || 80) - 1)
  /**
   * One write for a frame, over the one before: nothing flickers, and no multiplexer keeps every frame in its history.
   * One line too many would scroll, and the next frame be drawn in the wrong place.
   */
  const show = (above: readonly string[], next: readonly string[]) => {
    const fitted = next.slice(1 - (terminal.rows || 24))
    const home = lines.length === 0 ? hideCursor : `\r\u001b[${lines.length}A`
    terminal.write(`${home}${[...above, ...fitted].map(line => `${line}${clearLine}\n`).join('')}${clearBelow}`)
    lines = fitted
  }
  const showCursorAtExit = () => terminal.write(showCursor)
  process.once('exit', showCursorAtExit)

  return {
    say(line) {
      if (lines.length === 0) terminal.write(`${line}\n`)
      else show(line.split('\n'), lines)
    },
    tell() {},
    draw(scene) {
      last = scene
      show([], frame(scene, { columns: columns(), style, story: true }))
    },
    close() {
      if (last) show([], frame(last, { columns: columns(), style, story: false }))
      lines = []
      last = undefined
      terminal.write(showCursor)
      process.off('exit', showCursorAtExit)
    },
  }
}
