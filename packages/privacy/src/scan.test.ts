import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanPersonal } from './scan.ts'

const kinds = (text: string) => scanPersonal(text).map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`)

describe('scanPersonal finds', () => {
  it.each([
    ['13812345678', ['phone:13812345678']],
    ['请打电话13812345678找我', ['phone:13812345678']],
    ['+8613812345678', ['phone:+8613812345678']],
    ['008613812345678', ['phone:008613812345678']],
    ['+86 138 1234 5678', ['phone:+86 138 1234 5678']],
    ['138-1234-5678', ['phone:138-1234-5678']],
    ['86 13812345678', ['phone:86 13812345678']],
    ['86-138-1234-5678', ['phone:86-138-1234-5678']],
    ['１３８１２３４５６７８', ['phone:１３８１２３４５６７８']],
    ['call +1 (415) 555-2671 3pm', ['phone:+1 (415) 555-2671']],
    ['?phone=%2B8613812345678&x=1', ['phone:%2B8613812345678']],
    ['q%3D13812345678', ['phone:13812345678']],
    ['13812345678, 13912345678 15012345678', ['phone:13812345678', 'phone:13912345678', 'phone:15012345678']],
    ['his number is 13812345678.', ['phone:13812345678']],
    ['11010519491231002X', ['id_card:11010519491231002X']],
    ['身份证：440524188001010014。', ['id_card:440524188001010014']],
    ['110105 19491231 002x', ['id_card:110105 19491231 002x']],
    ['4111111111111111', ['bank_card:4111111111111111']],
    ['4111 1111 1111 1111', ['bank_card:4111 1111 1111 1111']],
    ['card 3782-822463-10005 ok', ['bank_card:3782-822463-10005']],
    ['6222021234567890128', ['bank_card:6222021234567890128']],
    ['Bob.Smith+x@Mail.example.co.uk.', ['email:Bob.Smith+x@Mail.example.co.uk']],
    ['?email=bob%40x.com', ['email:bob%40x.com']],
    ['邮箱bob@x.com很好', ['email:bob@x.com']],
    ['张三@qq.com', ['email:张三@qq.com']],
    ['13812345678@139.com', ['email:13812345678@139.com']],
    ['a@b.cn;c@d.cn', ['email:a@b.cn', 'email:c@d.cn']],
  ])('%s', (text, found) => expect(kinds(text)).toEqual(found))
})

describe('scanPersonal leaves alone', () => {
  it.each([
    ['an order number', 'SO13812345678'],
    ['an order number behind digits', '2024011513812345678901'],
    ['an order number with a date', '202401151234567891'],
    ['seconds', '1705312800'],
    ['milliseconds', '1705312800123'],
    ['microseconds', '1705312800123456'],
    ['an ISO time', '2024-01-15T13:45:00.123456789+0800'],
    ['a uuid of digits', '13812345-1381-2345-6781-381234567812'],
    ['a uuid', '550e8400-e29b-41d4-a716-446655440000'],
    ['a hash', 'a13812345678b'],
    ['an md5', '9e107d9d372bb6826bd81d3542a419d6'],
    ['an amount', '13812345678.50'],
    ['a fraction', '0.13812345678'],
    ['a snowflake', '1780000000000000000'],
    ['a landline too short', '010-1234'],
    ['no mobile prefix', '12012345678'],
    ['an ID card with a wrong check character', '110105194912310021'],
    ['an ID card born on 31 February', '110105194902310020'],
    ['a card with a wrong Luhn digit', '4111111111111112'],
    ['an IPv4 address', '192.168.100.200'],
    ['a file for sharp screens', 'icon@2x.png'],
    ['a package version', 'lodash@4.17.21'],
    ['a handle', '@weir'],
    ['a host without a dot', 'root@localhost'],
    ['a sku', '138-1234-5678-90'],
    ['a sum', 'a+12345678'],
    ['nothing', ''],
  ])('%s', (_what, text) => expect(kinds(text)).toEqual([]))
})

describe('scanPersonal', () => {
  it('answers with places in order that do not overlap and lie in the text', () => {
    const pieces = fc.constantFrom(
      '13812345678',
      '@',
      'a',
      '.com',
      '+86',
      ' ',
      '-',
      '4111',
      '1111',
      'X',
      '%40',
      '很',
      '１',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), parts => {
        const text = parts.join('')
        let end = 0
        for (const finding of scanPersonal(text)) {
          expect(finding.start).toBeGreaterThanOrEqual(end)
          expect(finding.end).toBeGreaterThan(finding.start)
          expect(finding.end).toBeLessThanOrEqual(text.length)
          end = finding.end
        }
      }),
    )
  })

  // Quadratic work over a megabyte would take minutes.
  it.each(['1', '1 ', '1-', '+1', 'a@', '@', 'a.', 'a@a.', '%40', '4111 ', 'a@-.', '86 '])(
    'stays linear on a megabyte of "%s"',
    unit => {
      scanPersonal(unit.repeat(1_000_000 / unit.length))
    },
    5_000,
  )
})
