import { columns } from '../command/columns.ts'
import type { FileReport } from './import-file.ts'
import { count } from './view/rate.ts'

export const isWhole = ({ outcome, state }: FileReport): boolean =>
  outcome === 'finished' && state.rejected === 0 && state.unreadable === 0

/** What one file came to, for people. */
export function fileText({ file, outcome, state, sent, rejectedRows }: FileReport): string {
  const { accepted, rejected, unreadable, errors, finishedAt, row } = state
  if (outcome === 'already')
    return (
      `${file} was imported into ${state.source} on ${finishedAt}: ${count(accepted)} events. Nothing was sent.\n` +
      '      --again sends it anyway: within seven days of the import all are duplicates, later they are stored twice.'
    )
  const rate = outcome === 'stopped' ? `; stopped behind row ${count(row)}, the same command goes on there` : ''
  const lines = [
    `${file}: ${count(sent)} events sent; ${count(accepted)} accepted in all, ${count(rejected)} refused by ingest, ${count(unreadable)} rows that are no events${rate}`,
  ]
  const kinds = Object.entries(errors).sort(([, a], [, b]) => b.count - a.count)
  if (kinds.length > 0)
    lines.push(
      columns(
        ['count', 'code', 'row', 'what', 'receipt'],
        kinds.map(([code, { count: times, row, message, receipt = '' }]) => [
          count(times),
          code,
          String(row),
          message,
          receipt,
        ]),
      ),
    )
  if (rejectedRows !== undefined) lines.push(`Rows that are no events: ${rejectedRows}`)
  return lines.join('\n')
}

/** The same for programs. */
export const fileDocument = ({ file, format, outcome, state, sent, rejectedRows }: FileReport) => {
  const { row, accepted, rejected, unreadable, errors, finishedAt } = state
  return { file, format, outcome, row, sent, accepted, rejected, unreadable, errors, finishedAt, rejectedRows }
}
