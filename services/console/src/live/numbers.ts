import type { Language } from '@weir/console-protocol'

const locales: Record<Language, string> = { en: 'en', zh: 'zh-CN' }

/** 1,234 or 12.3; from a million on 1.23M or 123.4万. */
export function count(value: number, language: Language): string {
  if (Math.abs(value) >= 1_000_000) return compact(value, language)
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value)
}

/** A share from 0 to 1 as a percentage: 98.2 %, and 100 % only when it is all of them. */
export function share(value: number, language: Language): string {
  const percent = value * 100
  const shown = percent < 100 ? Math.min(percent, 99.9) : 100
  return `${new Intl.NumberFormat(locales[language], { maximumFractionDigits: shown < 10 ? 1 : shown >= 99 && shown < 100 ? 1 : 0 }).format(shown)}%`
}

/** ¥12,345 or ¥1.23M; an unknown currency keeps its code. */
export function money(value: number, currency: string, language: Language): string {
  const large = Math.abs(value) >= 1_000_000
  const options: Intl.NumberFormatOptions = large
    ? { notation: 'compact', maximumFractionDigits: language === 'zh' ? 1 : 2 }
    : { maximumFractionDigits: 0 }
  try {
    return new Intl.NumberFormat(locales[language], {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      ...options,
    }).format(value)
  } catch {
    return `${new Intl.NumberFormat(locales[language], options).format(value)} ${currency}`.trim()
  }
}

/** The same for an axis, as short as can be: ¥90K, 9万. */
export function moneyTick(value: number, currency: string, language: Language): string {
  return new Intl.NumberFormat(locales[language], {
    notation: 'compact',
    maximumFractionDigits: 1,
    ...(/^[A-Z]{3}$/.test(currency) && {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: 0,
    }),
  }).format(value)
}

/** <1 and s; 12 and s; 3 and min. */
export function duration(seconds: number, language: Language): { value: string; unit: string } {
  const minutes = seconds >= 120
  const value = minutes ? seconds / 60 : seconds
  return {
    value:
      seconds < 1
        ? '<1'
        : new Intl.NumberFormat(locales[language], { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value),
    unit: language === 'zh' ? (minutes ? '分钟' : '秒') : minutes ? 'min' : 's',
  }
}

/** 14:03:22 */
export const clock = (ms: number): string => new Date(ms).toTimeString().slice(0, 8)

const compact = (value: number, language: Language) =>
  new Intl.NumberFormat(locales[language], {
    notation: 'compact',
    maximumFractionDigits: language === 'zh' ? 1 : 2,
  }).format(value)
