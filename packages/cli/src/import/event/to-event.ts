import { WeirError } from '@weir/errors'
import { isPossibleTime } from '@weir/event'
import { missingColumns } from '../mapping/columns-of.ts'
import { createMapRow } from '../mapping/map-row.ts'
import type { Mapping } from '../mapping/mapping-file.ts'
import { type Fault, type Fields, type Row, textOf } from '../read/row.ts'
import { timeImpossible, timeMissing } from './check-time.ts'
import { kindOf, lineEvent } from './line-event.ts'
import { createRowId } from './row-id.ts'

/** Where events of a file are sent: each path takes another form. */
export type Door = '/v1/batch' | '/v1/events'

export interface ToEvent {
  door: Door
  /** The event as JSON text, or why the row is none. */
  convert(row: Row): string | Fault
}

/**
 * How the rows of a file become events, by its first row.
 * @throws WeirError REQUEST_MALFORMED for lines that are neither calls nor CloudEvents
 */
export function createToEvent(first: Row, mapping: Mapping | undefined, now: () => number): ToEvent {
  const rowId = createRowId(textOf(first))
  const idOf = (row: Row) => rowId(row.number, textOf(row))
  if (mapping) return { door: '/v1/batch', convert: mapped(mapping, idOf, now) }
  const kind = kindOf(textOf(first))
  if (kind === undefined)
    throw new WeirError('REQUEST_MALFORMED', 'the first line is neither a Segment call nor a CloudEvent', {
      remedy:
        'Lines have "type": "track" (or identify, page …), or "specversion": "1.0". CSV and Parquet need --mapping.',
    })
  return {
    door: kind === 'segment' ? '/v1/batch' : '/v1/events',
    convert: row => row.fault ?? lineEvent(kind, textOf(row), () => idOf(row), now()),
  }
}

/** @throws WeirError CONFIG_INVALID, of the first row, for columns that are not there */
function mapped(mapping: Mapping, idOf: (row: Row) => string, now: () => number): ToEvent['convert'] {
  const map = createMapRow(mapping)
  let isChecked = false
  return row => {
    const { content, fault } = row
    if (fault) return fault
    if (typeof content === 'string') throw new WeirError('INTERNAL', 'a row of a table came without columns')
    if (!isChecked) assertColumns(mapping, content)
    isChecked = true
    const call = map(content)
    if ('reason' in call) return call
    const { type, messageId, at, rest } = call
    if (at === undefined) return timeMissing
    if (!isPossibleTime(at, now())) return timeImpossible
    return JSON.stringify({ type, messageId: messageId ?? idOf(row), timestamp: new Date(at).toISOString(), ...rest })
  }
}

function assertColumns(mapping: Mapping, content: Fields): void {
  const missing = missingColumns(mapping, content)
  if (missing.length === 0) return
  throw new WeirError('CONFIG_INVALID', `the mapping reads columns the file has not: ${missing.join(', ')}`, {
    remedy: `The file has ${Object.keys(content).join(', ')}.`,
  })
}
