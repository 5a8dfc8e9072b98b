import { createHash } from 'node:crypto'

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * The id of a row that has none of its own: made of the first row of its file, its number and its content. So the same row
 * has the same id under another file name, in another compression, and after more rows were added below. Two files differ
 * in their first rows, or else a row at the same place with the same content and time is the same event.
 */
export function createRowId(firstRow: string): (number: number, text: string) => string {
  const file = digestOf(firstRow)
  return (number, text) => {
    const hex = digestOf(`${file}\n${number}\n${text}`)
    // A UUID (version 8, own content): ingest need not look for personal values in it.
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
}
