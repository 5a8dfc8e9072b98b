import type { Normaliser } from './index.ts'

/** Opaque to Weir: compared as it was sent. */
export const text: Normaliser = value => ({ value })

/** Platforms disagree about the case of hexadecimal ids, not about that of others. */
export const device: Normaliser = value => ({ value: /^[0-9a-fA-F-]{16,}$/.test(value) ? value.toLowerCase() : value })

export const uuid: Normaliser = value => {
  const lower = value.toLowerCase()
  return wellFormed(lower, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
}

export const hex =
  (length: number): Normaliser =>
  value => {
    const lower = value.toLowerCase()
    return wellFormed(lower, length === 32 ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/)
  }

/** Folds case and width, not gmail's points: other providers tell `a.b` from `ab`. */
export const email: Normaliser = value =>
  wellFormed(
    value.normalize('NFKC').toLowerCase().normalize('NFKC').trim(),
    /^(?=.{6,254}$)[^\s@"(),:;<>[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u,
  )

const wellFormed = (value: string, form: RegExp) =>
  form.test(value) ? { value } : ({ value, reason: 'invalid' } as const)
