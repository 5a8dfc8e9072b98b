import { expect, it } from 'vitest'
import { maskedText } from './personal-text.ts'

const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15'

it('says the same of a text however often it comes, and of others between', () => {
  for (let time = 0; time < 3; time++) {
    expect(maskedText(agent)).toBeUndefined()
    expect(maskedText(`${agent} 13912345678`)).not.toContain('13912345678')
    expect(maskedText('call 13912345678')).not.toContain('13912345678')
  }
})

it('finds what is personal among more clean texts than it remembers', () => {
  for (let at = 0; at < 12_000; at++) expect(maskedText(`at 12:34:56.789 on host-${at}`)).toBeUndefined()
  expect(maskedText('13912345678')).not.toContain('13912345678')
  expect(maskedText(agent)).toBeUndefined()
})
