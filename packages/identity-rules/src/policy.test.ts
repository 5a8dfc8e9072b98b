import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from './policy.ts'

const shippedPolicyText = readFileSync(new URL('../../../schemas/identity/policy.yaml', import.meta.url), 'utf8')

describe('the shipped policy', () => {
  const policy = parsePolicy(shippedPolicyText)

  it('has every type the platform speaks of', () => {
    const names = ['user_id', 'anonymous_id', 'phone', 'email', 'unionid', 'openid', 'member_card', 'platform_account']
    const more = [
      'device_id',
      'cookie',
      'idfa',
      'oaid',
      'imei',
      'phone_md5',
      'phone_sha256',
      'ip',
      'idfv',
      'push_token',
    ]
    expect([...policy.types.keys()]).toEqual(expect.arrayContaining([...names, ...more]))
  })

  it('never lets a phone, card or address travel in clear', () => {
    for (const name of ['phone', 'email', 'id_card', 'phone_md5', 'phone_sha256', 'ip', 'unionid', 'openid']) {
      expect(policy.types.get(name)!.sensitivity, name).toBeGreaterThanOrEqual(3)
    }
  })

  it('has the caps the resolver will need', () => {
    expect(policy.types.get('unionid')).toMatchObject({ limit: 1, weak: false, linking: true })
    expect(policy.types.get('phone')).toMatchObject({ limit: 3, degree: 20 })
    expect(policy.types.get('cookie')).toMatchObject({ limit: 50, degree: 5, weak: true })
    expect(policy.types.get('ip')).toMatchObject({ limit: 0, linking: false })
    expect(policy.cluster).toEqual({ keys: 200, links: 2000 })
    expect(policy.recycling).toEqual({ types: ['phone'], idleMs: 90 * 86_400_000, against: ['unionid', 'member_card'] })
  })

  it('has a version that comments do not change and rules do', () => {
    expect(policy.version).toMatch(/^[0-9a-f]{16}$/)
    expect(parsePolicy(`# hello\n${shippedPolicyText}`).version).toBe(policy.version)
    expect(parsePolicy(shippedPolicyText.replace('limit: 3', 'limit: 4')).version).not.toBe(policy.version)
  })
})

describe('a faulty policy', () => {
  const faultsOf = (text: string) => {
    try {
      parsePolicy(text)
    } catch (error) {
      return (error as Error).message
    }
    return undefined
  }

  it('is refused with every fault at once', () => {
    const message = faultsOf(`
types:
  phone: { doc: d, sensitivity: 5, priority: 1, normalise: phone, limit: 1, degree: 1, aliases: [email] }
  email: { doc: d, sensitivity: 4, priority: 1, normalise: magic, colour: red, blocked: { patterns: ['('] } }
  Bad-Name: { doc: d, sensitivity: 1, priority: 3, normalise: text, linking: false }
  hash: { doc: d, sensitivity: 1, priority: 4, normalise: md5, linking: false, hashOf: mobile }
blocked: {}
cluster: { keys: 0, links: 1 }
overridesPerMinute: 1
recycling: { types: [fax], idle: soon, against: [] }
`)
    const expected = [
      'types.phone.sensitivity',
      'types.email.normalise',
      'types.email: ',
      'types.email.blocked.patterns.0',
    ]
    const crossed = [
      'phone.aliases: "email"',
      'types.email.priority',
      'types.email.limit',
      'hash.hashOf',
      'recycling.types',
    ]
    for (const part of [...expected, ...crossed, 'Bad-Name', 'cluster.keys', 'recycling.idle']) {
      expect(message).toContain(part)
    }
  })

  it.each([
    ['no YAML', 'types: [', 'fault'],
    ['a type written twice', `${shippedPolicyText}\ntypes: {}`, 'unique'],
    ['nothing', '', '(the file)'],
    ['a list', '[]', '(the file)'],
  ])('is refused when it is %s', (_what, text, part) => expect(faultsOf(text)).toContain(part))
})
