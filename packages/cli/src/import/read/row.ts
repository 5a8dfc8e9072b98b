/** Values by the names of their columns. */
export type Fields = Readonly<Record<string, unknown>>

/** Why a row is no event; told by number and reason, never by its content. */
export interface Fault {
  /** For programs: not_json, line_too_long, time_missing … */
  reason: string
  message: string
}

/** One row of a file, as it was read. */
export interface Row {
  /** Line (NDJSON) or record (CSV, Parquet), counted from 1: the same whenever the content is read. */
  readonly number: number
  /** The line, or the columns. Of a faulty row as much as is known. */
  readonly content: string | Fields
  readonly fault?: Fault
}

/** A file being read. */
export interface Rows {
  /** Some rows at a time; reading goes on when they are asked for. @throws WeirError REQUEST_MALFORMED for a broken file */
  chunks: AsyncIterable<readonly Row[]>
  /** How much of the file was read, 0 to 1. */
  progress(): number
}

/** The row's content as one text, whatever compression, line ends or codec it came in. */
export const textOf = ({ content }: Row): string => (typeof content === 'string' ? content : JSON.stringify(content))
