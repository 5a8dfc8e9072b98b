import { expect, it } from 'vitest'
import { createKeyCache, type KnownKey } from './key-cache.ts'

const key = (keyId: number): KnownKey => ({
  ...{ name: `t ${keyId}`, keyId, oneId: keyId, firstAt: 0, lastHour: 0 },
  heardAt: 0,
  links: new Map(),
})

it('stays bounded and keeps what is asked for', () => {
  const cache = createKeyCache(100)
  cache.put(key(0))
  for (let keyId = 1; keyId <= 1_000; keyId += 1) {
    cache.put(key(keyId))
    expect(cache.get('t 0')?.keyId).toBe(0)
    expect(cache.size()).toBeLessThanOrEqual(100)
  }
  expect(cache.get('t 1000')?.keyId).toBe(1_000)
  expect(cache.get('t 1')).toBeUndefined()
})

it('counts links too: one key may have very many', () => {
  const cache = createKeyCache(100)
  cache.put(key(1))
  for (let hi = 2; hi < 500; hi += 1) cache.linked(key(1), hi, {} as never)
  cache.put(key(2))
  cache.put(key(3))
  expect(cache.size()).toBeLessThan(4)
})

it('learns that a key moved, young or old', () => {
  const cache = createKeyCache(10)
  const [a, b] = [key(1), key(2)]
  cache.put(a)
  for (let keyId = 10; keyId < 15; keyId += 1) cache.put(key(keyId))
  cache.put(b)
  cache.moved(1, 100)
  cache.moved(2, 200)
  cache.moved(99, 300)
  expect([a.oneId, b.oneId]).toEqual([100, 200])
})
