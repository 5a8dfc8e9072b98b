import type { Finding } from '../scan.ts'

/** Without the signs that part a link (? & = / #), which real addresses hardly have. */
const local = /[A-Za-z0-9.!$'*+^_`{|}~-]/
const unicodeLetter = /[\u0080-\uffff]/
const domainEnd = /^[A-Za-z0-9.-]{1,255}/
/** A file or a package version behind an @, such as icon@2x.png: no address. */
const notTopLevel = /^(?:png|jpe?g|gif|webp|svg|ico|js|mjs|css|json|html?)$/i

/**
 * Addresses with `@`, or `%40` as in a link. Each character is visited at most twice: neither side of an address can hold
 * another `@`.
 */
export function findEmails(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(/@|%40|＠/g)) {
    const domain = domainEnd.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 256))?.[0]
    const labels = trimmed(domain ?? '').split('.')
    const top = labels.at(-1) ?? ''
    if (labels.length < 2 || !/^[A-Za-z][A-Za-z0-9-]*[A-Za-z]$/.test(top) || notTopLevel.test(top)) continue
    if (labels.some(label => !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label))) continue
    const start = localStart(text, match.index, findings.at(-1)?.end ?? 0)
    if (start === match.index) continue
    findings.push({ kind: 'email', start, end: match.index + match[0].length + labels.join('.').length })
  }
  return findings
}

/** An address does not end in a point or hyphen; a sentence does. */
function trimmed(domain: string): string {
  let end = domain.length
  while (domain[end - 1] === '.' || domain[end - 1] === '-') end -= 1
  return domain.slice(0, end)
}

function localStart(text: string, at: number, floor: number): number {
  const lowest = Math.max(floor, at - 64)
  const letters = local.test(text[at - 1] ?? '') ? local : unicodeLetter
  let start = at
  while (start > lowest && letters.test(text[start - 1]!)) start -= 1
  return start
}
