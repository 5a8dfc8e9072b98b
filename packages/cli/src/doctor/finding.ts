import { isWeirError } from '@weir/errors'

/** `fault`: Weir does not work, or does not keep what it promises. `warning`: it works, and somebody should look. */
export type Level = 'ok' | 'warning' | 'fault'

export interface Finding {
  level: Level
  /** What was looked at, such as `state`. */
  about: string
  what: string
  remedy?: string | undefined
}

/** Findings about one thing. */
export const findingsOf = (about: string) => ({
  ok: (what: string): Finding => ({ level: 'ok', about, what }),
  warning: (what: string, remedy: string): Finding => ({ level: 'warning', about, what, remedy }),
  fault: (what: string, remedy: string): Finding => ({ level: 'fault', about, what, remedy }),
})

/** The findings of an engine's own package. */
export const engineFindings = (
  about: string,
  found: readonly { ok: boolean; what: string; remedy?: string }[],
): Finding[] => found.map(({ ok, what, remedy }) => ({ level: ok ? 'ok' : 'fault', about, what, remedy }))

/** A failure is a finding, too. Its text never holds a secret: those of Weir's errors do not. */
export const faultOf = (about: string, error: unknown): Finding => ({
  level: 'fault',
  about,
  what: error instanceof Error ? error.message : String(error),
  remedy: isWeirError(error) ? error.remedy : 'This is a bug of Weir: please report it with the lines above.',
})
