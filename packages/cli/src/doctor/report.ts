import type { Finding, Level } from './finding.ts'

const marks: Record<Level, string> = { ok: '✓', warning: '!', fault: '✗' }
const width = 12
const indent = ' '.repeat(width + 2)

/** One line a finding, the remedy below. */
export function report(findings: readonly Finding[]): string {
  const lines = findings.map(({ level, about, what, remedy }) => {
    const text = what.replaceAll('\n', `\n${indent}`)
    return `${marks[level]} ${about.padEnd(width)}${text}${remedy === undefined ? '' : `\n${indent}→ ${remedy}`}`
  })
  const counted = (level: Level) => findings.filter(finding => finding.level === level).length
  const faults = counted('fault')
  const sum =
    faults > 0 ? `${faults} wrong, ${counted('warning')} to look at` : `Nothing wrong, ${counted('warning')} to look at`
  return `${lines.join('\n')}\n\n${sum}.`
}
