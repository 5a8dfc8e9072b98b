import { WeirError } from '@weir/errors'

/** Where an event stands on the log: generation, partition, offset of the record, index in the record. */
export interface Coordinates {
  log: string
  partition: number
  offset: number
  index: number
}

/** Reads `<generation>.<partition>.<offset>.<index>`, as receipt URLs carry it. @throws WeirError REQUEST_MALFORMED */
export function parseCoordinates(text: string, field: string): Coordinates {
  const match = /^([^.]{1,128})\.(\d{1,5})\.(\d{1,15})\.(\d{1,5})$/.exec(text)
  if (!match) {
    throw new WeirError(
      'REQUEST_MALFORMED',
      `${field} is no place on the log; it reads generation.partition.offset.index`,
      {
        field,
        remedy: 'use the receipt URL as the answer to your event gave it, or leave the parameter out',
      },
    )
  }
  return { log: match[1]!, partition: Number(match[2]), offset: Number(match[3]), index: Number(match[4]) }
}

export const formatCoordinates = (at: Coordinates): string => `${at.log}.${at.partition}.${at.offset}.${at.index}`

export const sameCoordinates = (a: Coordinates, b: Coordinates): boolean =>
  formatCoordinates(a) === formatCoordinates(b)
