import { expect, it } from 'vitest'
import { maskText, maskValue } from './mask.ts'

it.each([
  ['phone', '+8613812345678', '138****5678'],
  ['phone', '13812345678', '138****5678'],
  ['phone', '+14155552671', '+14****2671'],
  ['phone', '+12345', '****'],
  ['email', 'alice@x.com', 'a***@x.com'],
  ['email', '😀b@x.com', '😀***@x.com'],
  ['email', '@x.com', '****'],
  ['id_card', '11010519491231002X', '110****2X'],
  ['bank_card', '4111 1111 1111 1111', '****1111'],
  ['openid', 'oABCDEFGH123', 'oA****23'],
  ['name', '张三', '****'],
  ['toString', 'constructor', 'co****or'],
])('masks the %s %s', (type, value, masked) => expect(maskValue(type, value)).toBe(masked))

it('masks what it finds in a text and keeps the rest', () => {
  expect(maskText('打13812345678 or mail bob@x.com, order SO13812345678')).toBe(
    '打138****5678 or mail b***@x.com, order SO13812345678',
  )
})
