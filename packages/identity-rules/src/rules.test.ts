import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from './policy.ts'
import { createKeyRules, type NormalKey, type RawKey } from './rules.ts'

const shippedPolicyText = readFileSync(new URL('../../../schemas/identity/policy.yaml', import.meta.url), 'utf8')

const policy = parsePolicy(shippedPolicyText)
const rules = createKeyRules(policy)
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

function normal(raw: RawKey): NormalKey {
  const key = rules.normalise(raw)
  if ('fault' in key) throw new Error(`${key.field} ${key.fault}`)
  return key
}

describe('a key', () => {
  it.each([
    ['phone', '13812345678', '+8613812345678'],
    ['phone', ' 138 1234 5678 ', '+8613812345678'],
    ['phone', '0086-138-1234-5678', '+8613812345678'],
    ['phone', '8613812345678', '+8613812345678'],
    ['phone', '１３８１２３４５６７８', '+8613812345678'],
    ['mobile', '+86 13812345678', '+8613812345678'],
    ['phone', '+1 (415) 555-2671', '+14155552671'],
    ['phone', '+852 6123 4567', '+85261234567'],
    ['email', ' Alice.B@Example.COM ', 'alice.b@example.com'],
    ['email', 'ａｌｉｃｅ@ｘ.com', 'alice@x.com'],
    ['email', '张三@例子.中国', '张三@例子.中国'],
    ['user_id', ' U-1 ', 'U-1'],
    ['user_id', '张三', '张三'],
    ['device_id', 'AEBE52E7-03EE-455A-B3C4-E57283966239', 'aebe52e7-03ee-455a-b3c4-e57283966239'],
    ['device_id', 'Pixel-7-Living-Room', 'Pixel-7-Living-Room'],
    ['idfa', 'AEBE52E7-03EE-455A-B3C4-E57283966239', 'aebe52e7-03ee-455a-b3c4-e57283966239'],
    ['imei', '35-693803-564380-9', '356938035643809'],
    ['mac', 'A4-83-E7-12-34-56', 'a4:83:e7:12:34:56'],
    ['phone_md5', md5('13812345678').toUpperCase(), md5('13812345678')],
    ['id_card', '11010519491231002x', '11010519491231002X'],
  ])('of type %s given as %s is compared as %s', (type, value, compared) => {
    const key = normal({ type, value })
    expect(key).toMatchObject({ usable: true, value: compared })
    expect(key).not.toHaveProperty('reason')
  })

  it.each([
    ['phone', '13800138000', 'blocked'],
    ['phone', '+86 138 0013 8000', 'blocked'],
    ['phone', '13888888888', 'blocked'],
    ['phone', '138****5678', 'blocked'],
    ['phone', '138xxxx5678', 'blocked'],
    ['phone', '12345', 'invalid'],
    ['phone', 'call me', 'invalid'],
    ['phone', '010-62345678', 'not_mobile'],
    ['email', 'alice', 'invalid'],
    ['email', 'a b@x.com', 'invalid'],
    ['email', 'a@b@x.com', 'invalid'],
    ['email', 'a***@x.com', 'blocked'],
    ['email', 'noreply@shop.cn', 'blocked'],
    ['user_id', 'null', 'blocked'],
    ['user_id', '"NULL"', 'blocked'],
    ['user_id', "''", 'blocked'],
    ['user_id', '[object Object]', 'blocked'],
    ['user_id', '-1', 'blocked'],
    ['user_id', '0', 'blocked'],
    ['user_id', '---', 'blocked'],
    ['user_id', '{{user.id}}', 'blocked'],
    ['user_id', 'broken \ud800', 'blocked'],
    ['anonymous_id', 'anonymous', 'blocked'],
    ['idfa', '00000000-0000-0000-0000-000000000000', 'blocked'],
    ['oaid', '0000000000000000', 'blocked'],
    ['oaid', 'ffffffffffffffff', 'blocked'],
    ['idfa', 'no-uuid', 'invalid'],
    ['imei', '000000000000000', 'blocked'],
    ['imei', '356938035643808', 'invalid'],
    ['mac', '02:00:00:00:00:00', 'blocked'],
    ['android_id', '9774D56D682E549C', 'blocked'],
    ['phone_md5', md5(''), 'blocked'],
    ['phone_md5', md5('13800138000'), 'blocked'],
    ['phone_md5', 'abc', 'invalid'],
    ['id_card', '110105194912310021', 'invalid'],
    ['ip', '10.0.0.1', 'non_linking'],
    ['push_token', 'abc', 'non_linking'],
  ])('of type %s and value %s is kept and never links: %s', (type, value, reason) => {
    expect(normal({ type, value })).toMatchObject({ usable: false, reason })
  })

  it.each([
    [{ type: 'fax', value: '1' }, 'type'],
    [{ type: 'toString', value: '1' }, 'type'],
    [{ type: 'openid', value: 'o1' }, 'scope'],
    [{ type: 'openid', scope: '  ', value: 'o1' }, 'scope'],
    [{ type: 'openid', scope: 'x'.repeat(129), value: 'o1' }, 'scope'],
    [{ type: 'user_id', value: ' \t ' }, 'value'],
    [{ type: 'user_id', value: 'x'.repeat(513) }, 'value'],
  ])('%j is none: the fault names the field', (raw, field) => {
    expect(rules.normalise(raw)).toMatchObject({ field, fault: expect.any(String) })
  })

  it('has a scope only where its type has one', () => {
    expect(normal({ type: 'openid', scope: ' wx1 ', value: 'o1' })).toMatchObject({ scope: 'wx1', usable: true })
    expect(normal({ type: 'openid', scope: 'undefined', value: 'o1' })).toMatchObject({ reason: 'scope_blocked' })
    expect(normal({ type: 'phone', scope: 'users', value: '13812345678' }).scope).toBe('')
  })

  it('that looks personal is sensitive whatever its type', () => {
    expect(normal({ type: 'user_id', value: '13812345678' }).keyType.sensitivity).toBe(4)
    expect(normal({ type: 'user_id', value: 'u-1' }).keyType.sensitivity).toBe(2)
    expect(normal({ type: 'anonymous_id', value: 'bob@x.com' }).keyType).toMatchObject({
      sensitivity: 4,
      priority: 200,
    })
  })

  it('sorts by strength and keeps the order of equals', () => {
    const keys = [
      { type: 'cookie', value: 'c' },
      { type: 'phone', value: '13812345678' },
      { type: 'user_id', value: 'u' },
      { type: 'phone', value: '13912345678' },
    ].map(normal)
    const order = rules.strongestFirst(keys).map(key => `${key.type} ${key.value}`)
    expect(order).toEqual(['user_id u', 'phone +8613812345678', 'phone +8613912345678', 'cookie c'])
  })
})

describe('every normaliser', () => {
  const type = fc.constantFrom(...policy.types.keys())
  const digits = fc.stringMatching(/^[+]?[0-9 -]{5,18}$/)
  const hexes = fc.stringMatching(/^[0-9A-Fa-f-]{8,64}$/)
  const mobiles = fc.stringMatching(/^(\+86|86|0086)?1[3-9][0-9]{9}$/)
  const foreign = fc.stringMatching(/^\+(1|44|49|81|852|65|33)[0-9]{7,11}$/)
  const mails = fc.stringMatching(/^[ A-Za-z0-9.]{1,8}@[A-Za-z0-9İßﬁ-]{1,8}\.(com|CN|中国)$/)
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), digits, hexes, mobiles, foreign, mails)

  it('is idempotent, verdict included', () => {
    fc.assert(
      fc.property(type, value, (name, text) => {
        const once = rules.normalise({ type: name, scope: 's', value: text })
        if ('fault' in once) return
        const twice = rules.normalise({ type: name, scope: once.scope, value: once.value })
        expect(twice).toEqual(once)
      }),
      { numRuns: 3_000 },
    )
  })

  it('never makes a blocked value usable, however it is dressed', () => {
    const literals = fc.constantFrom(...policy.blocked.values)
    const coat = fc.constantFrom<(text: string) => string>(
      text => text,
      text => ` ${text}\t`,
      text => `"${text}"`,
      text => `'${text.toUpperCase()}'`,
    )
    fc.assert(
      fc.property(type, literals, coat, (name, literal, wear) => {
        const key = rules.normalise({ type: name, scope: 's', value: wear(literal) })
        expect('fault' in key || !key.usable).toBe(true)
      }),
    )
    for (const [name, keyType] of policy.types) {
      for (const literal of keyType.blocked.values) {
        expect(normal({ type: name, scope: 's', value: literal }).usable, `${name} ${literal}`).toBe(false)
      }
    }
  })
})
