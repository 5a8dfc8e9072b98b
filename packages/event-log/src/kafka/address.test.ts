import { expect, it } from 'vitest'
import { parseAddress } from './address.ts'

it.each([
  ['kafka://a:9092', { brokers: ['a:9092'], tls: false, prefix: '' }],
  ['kafka://a:9092,b.example:9093/', { brokers: ['a:9092', 'b.example:9093'], tls: false, prefix: '' }],
  ['kafkas://a:1/shop-1', { brokers: ['a:1'], tls: true, prefix: 'shop-1.' }],
])('reads %s', (url, address) => {
  expect(parseAddress(url)).toEqual(address)
})

it.each(['kafka://', 'kafka://a', 'kafka://a:1/b/c', 'kafka://user:secret@a:1', 'kafka://a:x', 'kafka://a:1/ü'])(
  'refuses %s, and does not repeat it',
  url => {
    expect(() => parseAddress(url)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    expect(() => parseAddress(url)).not.toThrow(/secret/)
  },
)
