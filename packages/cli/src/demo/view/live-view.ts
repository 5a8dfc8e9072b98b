import type { WriteStream } from 'node:tty'
import { frame, widest } from './frame.ts'
import type { Scene } from './scene.ts'
import type { Style } from './style.ts'
import type { View } from './view.ts'
import { fit } from './width.ts'

type Terminal = Pick<WriteStream, 'write' | 'columns' | 'rows'>

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clearBelow = '\u001b[0J'

/** Redrawn in place; lines that stay are written above it. */
export function createLiveView(terminal: Terminal, style: Style): View {
  let lines: string[] = []
  let last: Scene | undefined

  const columns = () => Math.min(widest, (terminal.columns || 80) - 1)
  const erase = () => (lines.length === 0 ? '' : `\u001b[${lines.length}A\r${clearBelow}`)
  /** One write for a frame: nothing flickers. A line too long would wrap, and the next frame be a line off. */
  const show = (above: string, next: readonly string[]) => {
    // Nor may it scroll: what has left the screen cannot be redrawn.
    const fitted = next.slice(1 - (terminal.rows || 24)).map(line => fit(line, columns()))
    terminal.write(
      `${lines.length === 0 ? hideCursor : ''}${erase()}${above}${fitted.map(line => `${line}\n`).join('')}`,
    )
    lines = fitted
  }
  const showCursorAtExit = () => terminal.write(showCursor)
  process.once('exit', showCursorAtExit)

  return {
    say(line) {
      if (lines.length === 0) terminal.write(`${line}\n`)
      else show(`${line}\n`, lines)
    },
    tell() {},
    draw(scene) {
      last = scene
      show('', frame(scene, { columns: columns(), style, story: true }))
    },
    close() {
      if (last) show('', frame(last, { columns: columns(), style, story: false }))
      lines = []
      last = undefined
      terminal.write(showCursor)
      process.off('exit', showCursorAtExit)
    },
  }
}
