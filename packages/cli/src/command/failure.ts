import { isWeirError } from '@weir/errors'
import { exitCodeOf, exitCodes } from '@weir/lifecycle'
import { CommanderError } from 'commander'

/** What was asked for cannot be, and no configuration is at fault. */
const wrong = new Set(['NOT_FOUND', 'CONFLICT', 'TIMEOUT'])

/** 1 for what is wrong, 75 for an engine that is away, 78 for configuration and flags; see packages/lifecycle. */
export function codeOfFailure(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.stopped : exitCodes.refused
  return isWeirError(error) && wrong.has(error.code) ? exitCodes.failed : exitCodeOf(error)
}

/** A failure as people read it: what, and what to do. Only a bug shows its stack. */
export function failureText(error: unknown): string {
  if (isWeirError(error)) return `weir: ${error.message}${error.remedy ? `\n      ${error.remedy}` : ''}`
  return `weir: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

/** The same for programs. */
export function failureDocument(error: unknown) {
  if (!isWeirError(error)) return { error: { code: 'INTERNAL', message: String(error) } }
  const { code, message, field, remedy } = error
  return { error: { code, message, field, remedy } }
}
