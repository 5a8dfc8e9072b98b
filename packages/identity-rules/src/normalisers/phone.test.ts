import fc from 'fast-check'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, it } from 'vitest'
import { phone } from './phone.ts'

it('takes its short cut only where libphonenumber agrees', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^(\+86)?1[3-9][0-9]{9}$/), text => {
      const parsed = parsePhoneNumberFromString(text, 'CN')
      if (phone(text).reason === undefined) {
        expect(parsed?.number).toBe(phone(text).value)
        expect(parsed?.isValid() && parsed.getType()).toBe('MOBILE')
      } else {
        expect(parsed?.isValid() && parsed.getType() === 'MOBILE').not.toBe(true)
      }
    }),
    { numRuns: 2_000 },
  )
})
