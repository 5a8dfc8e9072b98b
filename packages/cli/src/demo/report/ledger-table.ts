import type { Ledger } from '../account/ledger.ts'
import { clock, count } from '../view/numbers.ts'
import type { Style } from '../view/style.ts'
import { padLeft } from '../view/width.ts'

const names = ['accepted', 'stored', 'duplicate', 'quarantined', 'suppressed', 'missing'] as const
type Name = (typeof names)[number]
const rare: readonly Name[] = ['quarantined', 'suppressed']
const nameColumns = 7
const countColumns = 12
const stateColumns = 11

/** The ledger by minute and in sum. In a narrow terminal columns that are rare and empty are left out. */
export function ledgerLines(
  { minutes, totals }: Ledger,
  { style, columns }: { style: Style; columns: number },
): string[] {
  const narrow = columns < nameColumns + names.length * countColumns + stateColumns
  const shown = names.filter(name => !narrow || totals[name] > 0 || !rare.includes(name))
  const line = (name: string, cells: readonly string[], note = '') =>
    `  ${name.padEnd(nameColumns)}${cells.map(cell => padLeft(cell, countColumns)).join('')}  ${note}`.trimEnd()
  const cellOf = (row: Ledger['totals'], name: Name): string => {
    const text = count(row[name])
    if (name === 'missing' && row.missing !== 0) return style.yellow(text)
    return row[name] === 0 ? style.dim(text) : text
  }
  const minuteLine = (row: Ledger['minutes'][number]) => {
    const cells = shown.map(name => cellOf(row, name))
    return line(clock(Date.parse(row.minute)).slice(0, 5), cells, style.dim(row.state))
  }
  const sums = shown.map(name => count(totals[name]))
  return [style.dim(line('minute', shown)), ...minutes.map(minuteLine), style.bold(line('sum', sums))]
}
