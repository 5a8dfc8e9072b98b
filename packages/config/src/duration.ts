import { z } from 'zod'

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** `30s`, `5m`, `1d`, `250ms` to milliseconds; `undefined` when it is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d|w)$/.exec(text.trim())
  if (!match) return undefined
  return Math.round(Number(match[1]) * unitMs[match[2] as keyof typeof unitMs])
}

/** A duration in a file or a query string; the output is milliseconds. */
export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is no duration; write 250ms, 30s, 5m, 2h or 1d` })
  return z.NEVER
})
