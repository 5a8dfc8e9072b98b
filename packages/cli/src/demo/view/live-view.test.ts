import { expect, it } from 'vitest'
import { createLiveView } from './live-view.ts'
import { sceneFixture } from './scene.fixture.ts'
import { createStyle } from './style.ts'

const escapeCharacter = '\u001b'
/** What follows an escape character: the sequence, then plain characters. */
const parts = (text: string): string[] => {
  const end = text.search(/[A-Za-z]/) + 1
  return [text.slice(0, end), ...text.slice(end)]
}

/** As much of a terminal as the view uses: lines, cursor up, clear line, clear below. No scrolling. */
function screen() {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  const control: Record<string, (count: number) => void> = {
    A: count => {
      row = Math.max(0, row - count)
    },
    K: () => {
      lines[row] = lines[row]!.slice(0, column)
    },
    J: () => {
      lines.splice(row + 1)
      lines[row] = lines[row]!.slice(0, column)
    },
    l: () => {},
    h: () => {},
  }
  return {
    columns: 100,
    rows: 40,
    lines: () => lines.map(line => line.trimEnd()),
    write(text: string): boolean {
      for (const part of text.split(escapeCharacter).flatMap((part, at) => (at === 0 ? [...part] : parts(part)))) {
        if (part.length > 1) control[part.at(-1)!]!(Number.parseInt(part.slice(1), 10) || 1)
        else if (part === '\r') column = 0
        else if (part === '\n') {
          row += 1
          column = 0
          lines[row] ??= ''
        } else {
          lines[row] = lines[row]!.padEnd(column).slice(0, column) + part + lines[row]!.slice(column + 1)
          column += 1
        }
      }
      return true
    },
  }
}

it('draws each frame over the one before, with lines that stay above it', () => {
  const terminal = screen()
  const view = createLiveView(terminal, createStyle(false))
  view.say('before')
  view.draw(sceneFixture({ next: 'a frame with a longer story' }))
  view.say('meanwhile')
  view.draw(sceneFixture({ story: [], next: '', elapsedMs: 70_000 }))
  const shown = terminal.lines()
  expect(shown.slice(0, 2)).toEqual(['before', 'meanwhile'])
  expect(shown.filter(line => line.includes('Weir demo'))).toHaveLength(1)
  expect(shown.join('\n')).toContain('1:10')
  expect(shown.join('\n')).not.toContain('longer story')
  view.close()
  view.say('after')
  expect(
    terminal
      .lines()
      .filter(line => line !== '')
      .at(-1),
  ).toBe('after')
})
