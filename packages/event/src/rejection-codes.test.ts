import { describe, expect, it } from 'vitest'
import { type RejectionCode, rejection, rejectionCodes } from './rejection-codes.ts'

const codes = Object.keys(rejectionCodes) as RejectionCode[]

describe('rejections', () => {
  it.each(codes)('%s names field, expected shape and remedy in whole sentences', code => {
    const { field, message } = rejection(code, 'properties.total', 'a certain shape')
    expect(field).toBe('properties.total')
    expect(message.endsWith(rejectionCodes[code].remedy)).toBe(true)
    if (!code.startsWith('event_') && code !== 'no_identity') expect(message).toContain('a certain shape')
    if (!/^event_(malformed|too_large)$/.test(code)) expect(message).toContain('properties.total')
    for (const text of [message, rejection(code, '').message, rejection(code, 'Field').message]) {
      expect(text).toMatch(/^([A-Z]|properties).*\. [A-Z].*\.$/)
      expect(text).not.toMatch(/undefined|expected *[.:]|: *\.| {2}/)
    }
  })
})
