/** How values are written in pages. Dimension values come from events: anybody with a write key can put text there. */

export interface Words {
  /** IANA time zone of people's clocks. */
  timeZone: string
}

const longest = 80

/**
 * A value from an event, harmless in markdown: no links, no emphasis, no line breaks, not endless. Characters are taken
 * out, not escaped: chat robots show a backslash.
 */
export function plain(text: string): string {
  const line = text
    .replaceAll(/[\p{C}\s[\]<>`*|#!\\]+/gu, ' ')
    .replaceAll('://', ': //')
    .trim()
  if (line === '') return '–'
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}

export function formatValue(value: number | null, unit: string): string {
  if (value === null) return '–'
  if (unit === 'ratio') return `${(value * 100).toFixed(1)} %`
  const digits = Math.abs(value) >= 100 ? 0 : 2
  const number = value.toLocaleString('en-US', { maximumFractionDigits: digits })
  return unit === 'ms' ? `${number} ms` : number
}

export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ] as const)
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`
  return seconds < 600 ? `${seconds}s` : `${Math.round(seconds / 60)}m`
}

export function formatTime(ms: number, { timeZone }: Words): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone, dateStyle: 'short', timeStyle: 'medium',
  }).format(ms) // biome-ignore format: one thought
  return `${parts} (${timeZone})`
}

export const formatDimensions = (dimensions: Readonly<Record<string, string>>): string =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(', ')
