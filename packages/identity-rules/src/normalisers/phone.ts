import { type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { Normaliser } from './index.ts'

/** Numbers of Chinese mobiles as libphonenumber knows them, the case worth a short cut: the long way takes many microseconds. */
const chineseMobile = /^(?:\+86)?(1(?:[38]\d|4[57]|[59][0-35-9]|6[25-7]|7[0-35-8])\d{8})$/

const personal: readonly (NumberType | undefined)[] = ['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER']

/** E.164. A landline, a hotline or a pager stands on a desk, not in a pocket: it does not link. */
export const phone: Normaliser = value => {
  const mobile = chineseMobile.exec(value)
  if (mobile) return { value: `+86${mobile[1]}` }
  const plain = value.normalize('NFKC').trim()
  const parsed =
    plain.length > 40 ? undefined : parsePhoneNumberFromString(plain, { defaultCountry: 'CN', extract: false })
  if (!parsed?.isValid()) return { value: plain, reason: 'invalid' }
  return personal.includes(parsed.getType()) ? { value: parsed.number } : { value: parsed.number, reason: 'not_mobile' }
}
