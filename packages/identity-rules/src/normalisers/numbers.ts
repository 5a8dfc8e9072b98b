import { z } from 'zod'
import type { Normaliser } from './index.ts'

const invalid = (value: string) => ({ value, reason: 'invalid' }) as const

/** 15 digits with a Luhn digit, written in whatever groups. */
export const imei: Normaliser = value => {
  const digits = value.replace(/[\s-]/g, '')
  return /^\d{15}$/.test(digits) && luhn(digits) ? { value: digits } : invalid(value)
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, sign, at) => {
    const digit = at % 2 === 0 ? Number(sign) : Number(sign) * 2
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** 18 characters with the check character of GB 11643. */
export const idCard: Normaliser = value => {
  const id = value.replace(/[\s-]/g, '').toUpperCase()
  if (!/^[1-8]\d{16}[\dX]$/.test(id)) return invalid(value)
  const sum = weights.reduce((total, weight, at) => total + weight * Number(id[at]), 0)
  return '10X98765432'[sum % 11] === id[17] ? { value: id } : invalid(value)
}

/** Six pairs, lower case, parted by colons. */
export const mac: Normaliser = value => {
  const digits = value.toLowerCase().replace(/[:.-]/g, '')
  return /^[0-9a-f]{12}$/.test(digits) ? { value: digits.match(/../g)!.join(':') } : invalid(value)
}

const address = z.union([z.ipv4(), z.ipv6()])

export const ip: Normaliser = value =>
  address.safeParse(value).success ? { value: value.toLowerCase() } : invalid(value)
