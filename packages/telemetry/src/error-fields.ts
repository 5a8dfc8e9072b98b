/** An error as log fields: what names the fault, never the other properties libraries hang on errors (rows, requests, bodies). */
export interface ErrorFields {
  type: string
  message: string
  code?: string
  field?: string
  remedy?: string
  stack?: string
  cause?: ErrorFields
}

const deepestCause = 5
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

export function describeError(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  const { code, field, remedy } = error as { code?: unknown; field?: unknown; remedy?: unknown }
  const fields: ErrorFields = { type: error.name, message: error.message }
  const known = { code: textOf(code), field: textOf(field), remedy: textOf(remedy), stack: textOf(error.stack) }
  for (const [name, value] of Object.entries(known)) if (value !== undefined) Object.assign(fields, { [name]: value })
  if (error.cause !== undefined && depth < deepestCause) fields.cause = describeError(error.cause, depth + 1)
  return fields
}
