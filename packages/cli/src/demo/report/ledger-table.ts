import type { Ledger } from '../account/ledger.ts'
import { clock, count } from '../view/numbers.ts'
import type { Style } from '../view/style.ts'
import { padLeft } from '../view/width.ts'

const columns = ['accepted', 'stored', 'duplicate', 'quarantined', 'suppressed', 'missing'] as const
const columnWidth = 13

/** The ledger by minute and in sum. */
export function ledgerLines({ minutes, totals }: Ledger, style: Style): string[] {
  const line = (name: string, cells: readonly string[], note: string) =>
    `  ${name.padEnd(7)}${cells.map(cell => padLeft(cell, columnWidth)).join('')}  ${note}`.trimEnd()
  const counts = (row: Ledger['totals']) =>
    columns.map(name => {
      const text = count(row[name])
      if (name === 'missing' && row.missing !== 0) return style.yellow(text)
      return row[name] === 0 ? style.dim(text) : text
    })
  return [
    style.dim(line('minute', columns, '')),
    ...minutes.map(row => line(clock(Date.parse(row.minute)).slice(0, 5), counts(row), style.dim(row.state))),
    style.bold(
      line(
        'sum',
        columns.map(name => count(totals[name])),
        '',
      ),
    ),
  ]
}
