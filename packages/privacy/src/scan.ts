import { bankCardAt, idCardAt } from './scan/cards.ts'
import { digitRuns } from './scan/digit-runs.ts'
import { findEmails } from './scan/email.ts'
import { phoneAt } from './scan/phone.ts'

export type PersonalKind = 'phone' | 'id_card' | 'bank_card' | 'email'

/** A place in a text, in UTF-16 code units, end excluded. */
export interface Finding {
  kind: PersonalKind
  start: number
  end: number
}

/**
 * Phone numbers (Chinese mobile, E.164 with its plus), Chinese ID cards, bank cards and e-mail addresses in free text,
 * in order and without overlap. Linear in the length of the text, whatever the text.
 * Where a number can be read both ways it is taken for personal: a sealed order number costs less than a leaked phone.
 */
export function scanPersonal(text: string): readonly Finding[] {
  const findings = findEmails(text)
  const runs = digitRuns(text)
  for (let index = 0; index < runs.length; ) {
    const found = idCardAt(text, runs, index) ?? phoneAt(text, runs, index) ?? bankCardAt(text, runs, index)
    if (!found) {
      index += 1
      continue
    }
    findings.push({ kind: found.kind, start: found.start, end: found.end })
    index += found.runs
  }
  return withoutOverlap(findings)
}

/** Whether the text holds anything {@link scanPersonal} would find. */
export const findPersonal = (text: string): boolean => scanPersonal(text).length > 0

/** An e-mail may be made of a phone number; the wider finding stays. */
function withoutOverlap(findings: Finding[]): Finding[] {
  findings.sort((a, b) => a.start - b.start || b.end - a.end)
  let end = 0
  return findings.filter(finding => {
    if (finding.start < end) return false
    end = finding.end
    return true
  })
}
