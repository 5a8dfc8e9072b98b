import { isPossibleTime } from '@weir/event'
import type { Fault } from '../read/row.ts'
import { timeImpossible, timeMissing } from './check-time.ts'

/** What the lines of an NDJSON file are. */
export type LineKind = 'segment' | 'cloudevents'

type Fields = Record<string, unknown>

const notJson: Fault = { reason: 'not_json', message: 'The line is no JSON object.' }

export function parseObject(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}

/** What the first line of a file says all of them are; `undefined` for what is neither. */
export function kindOf(line: string): LineKind | undefined {
  const value = parseObject(line)
  if (value === undefined) return undefined
  if (value.specversion !== undefined) return 'cloudevents'
  return typeof value.type === 'string' ? 'segment' : undefined
}

/**
 * The event of a line as it is sent: the line itself, with an id where it has none. The text is never written anew, so
 * numbers keep every digit.
 */
export function lineEvent(kind: LineKind, line: string, idOf: () => string, now: number): string | Fault {
  const value = parseObject(line)
  if (value === undefined) return notJson
  const time = kind === 'segment' ? (value.timestamp ?? value.originalTimestamp) : value.time
  if (isAbsent(time)) return timeMissing
  const at = typeof time === 'number' ? time : typeof time === 'string' ? Date.parse(time) : Number.NaN
  if (!Number.isNaN(at) && !isPossibleTime(at, now)) return timeImpossible
  const idName = kind === 'segment' ? 'messageId' : 'id'
  const added: Fields = {}
  if (isAbsent(value[idName])) added[idName] = idOf()
  // Read from the sender's clock then, against ours of today: it would move history to now.
  if (!isAbsent(value.sentAt) && kind === 'segment') added.sentAt = null
  return withFields(line, added)
}

const isAbsent = (value: unknown) => value === undefined || value === null || value === ''

/** Of two fields of a name the last one counts. */
function withFields(line: string, added: Fields): string {
  const fields = JSON.stringify(added).slice(1, -1)
  if (fields === '') return line
  const end = line.lastIndexOf('}')
  const isEmpty = line.slice(line.indexOf('{') + 1, end).trim() === ''
  return `${line.slice(0, end)}${isEmpty ? '' : ','}${fields}}`
}
