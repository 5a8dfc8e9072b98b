import type { Fault } from '../read/row.ts'

export const timeMissing: Fault = {
  reason: 'time_missing',
  message: 'The row does not say when it happened: it would count as of now.',
}

/** Ingest takes such a time for a clock gone wrong, and would count the event as of now. */
export const timeImpossible: Fault = {
  reason: 'time_impossible',
  message: 'The time is before 2000 or ahead of now: the event would count as of now.',
}
