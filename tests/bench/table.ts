import type { Figure, ScenarioResult } from './results.ts'

const lineWidth = 160

/** Three significant digits, thousands apart: more would be noise. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}

const cellOf = (figure: Figure | undefined): string => {
  if (!figure) return ''
  const { median, min, max, rounds } = figure
  return rounds.length === 1 ? numberText(median) : `${numberText(median)} (${numberText(min)}–${numberText(max)})`
}

/** The scenario's table as text: a row a line, median and the span of the rounds in each cell. */
export function tableOf({ name, question, rows, notes, seconds, failure }: ScenarioResult): string {
  const head = `${name}: ${question} (${seconds.toFixed(0)} s)`
  const below = [...(failure ? [`VOID: ${failure}`] : []), ...notes].map(note => `  ${note}`)
  const names = [...new Set(rows.flatMap(row => row.figures.map(figure => figure.name)))]
  const cells = [
    ['', ...names],
    ...rows.map(row => [row.name, ...names.map(name => cellOf(row.figures.find(figure => figure.name === name)))]),
  ]
  return [head, ...linesOf(cells), ...below, ''].join('\n')
}

/** Columns side by side as far as the line goes; the rest below, under the row names again. */
function linesOf(cells: readonly string[][]): string[] {
  const columns = cells[0]!.map((_, column) => cells.map(row => row[column]!))
  const widths = columns.map(column => Math.max(...column.map(cell => cell.length)))
  const lines: string[] = []
  for (let from = 1; from < columns.length; ) {
    let to = from
    let width = 2 + widths[0]!
    while (to < columns.length && (to === from || width + 2 + widths[to]! <= lineWidth)) width += 2 + widths[to++]!
    for (const row of cells) {
      const shown = row.slice(from, to).map((cell, at) => cell.padStart(widths[from + at]!))
      if (row === cells[0] || shown.some(cell => cell.trim() !== ''))
        lines.push(`  ${[row[0]!.padEnd(widths[0]!), ...shown].join('  ').trimEnd()}`)
    }
    from = to
  }
  return lines
}
