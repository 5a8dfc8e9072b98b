import { tokens } from './tokens.ts'

/** The statements of a file, without comments around them and without their `;`. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let start: number | undefined
  let end = 0
  for (const token of tokens(sql)) {
    if (token.raw === ';') {
      if (start !== undefined) statements.push(sql.slice(start, end))
      start = undefined
    } else {
      start ??= token.start
      end = token.end
    }
  }
  if (start !== undefined) statements.push(sql.slice(start, end))
  return statements
}
