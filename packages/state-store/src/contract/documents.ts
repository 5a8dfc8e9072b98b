import { expect, it } from 'vitest'
import { ensureLogGeneration } from '../log-generation.ts'
import type { Json, StateStore } from '../state-store.ts'

const keysOf = (page: readonly { key: string }[]) => page.map(({ key }) => key)

/** Reading, compare-and-set, order and atomicity. */
export function documentContract(store: () => StateStore): void {
  const put = (key: string, value: Json = key, expected?: number) =>
    store().transact([{ put: 'rules', key, value, ...(expected === undefined ? {} : { expect: expected }) }])
  const read = async (key: string) => (await store().get('rules', key))?.value

  it('gives back what was put, with a version that grows by one', async () => {
    expect(await store().get('rules', 'a')).toBeUndefined()
    const value = { text: 'naïve 中文 😀 "\\\n', list: [1, -2.5e-7, true, null], nested: { empty: {}, none: [] } }
    await put('a', value)
    expect(await store().get('rules', 'a')).toEqual({ key: 'a', value, version: 1 })
    await put('a', null)
    expect(await store().get('rules', 'a')).toEqual({ key: 'a', value: null, version: 2 })
  })

  it('starts again at version 1 after a delete, and deletes what is not there', async () => {
    await put('a')
    await put('a')
    await store().transact([{ delete: 'rules', key: 'a' }])
    await store().transact([{ delete: 'rules', key: 'a' }])
    expect(await store().get('rules', 'a')).toBeUndefined()
    await put('a', 'new', 0)
    expect((await store().get('rules', 'a'))?.version).toBe(1)
  })

  it('shares no object with its callers', async () => {
    const value = { n: 1 }
    await put('a', value)
    value.n = 2
    const document = await store().get<{ n: number }>('rules', 'a')
    if (document) document.value.n = 3
    expect(await read('a')).toEqual({ n: 1 })
  })

  it('refuses another version than expected, and names the document', async () => {
    await put('a', 1, 0)
    for (const wrong of [0, 2]) {
      await expect(put('a', 2, wrong)).rejects.toMatchObject({ code: 'CONFLICT', field: 'rules/a' })
    }
    await expect(store().transact([{ delete: 'rules', key: 'a', expect: 2 }])).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(put('b', 1, 1)).rejects.toMatchObject({ code: 'CONFLICT', field: 'rules/b' })
    expect(await read('a')).toBe(1)
    await put('a', 2, 1)
    expect(await read('a')).toBe(2)
  })

  it('carries out all steps or none', async () => {
    await put('a', 'old')
    await put('b', 'old')
    const steps = (version: number) => [
      { put: 'rules', key: 'a', value: 'new' },
      { delete: 'rules', key: 'b' },
      { put: 'other', key: 'a', value: 'new' },
      { check: 'rules', key: 'c', expect: version },
    ]
    await expect(store().transact(steps(1))).rejects.toMatchObject({ code: 'CONFLICT', field: 'rules/c' })
    expect([await read('a'), await read('b'), await store().get('other', 'a')]).toEqual(['old', 'old', undefined])
    await store().transact(steps(0))
    expect([await read('a'), await read('b')]).toEqual(['new', undefined])
    expect((await store().get('other', 'a'))?.version).toBe(1)
  })

  it('names the first of several conflicts, and checks without writing', async () => {
    await put('a')
    const check = (key: string, expected: number) => ({ check: 'rules', key, expect: expected })
    await expect(store().transact([check('a', 1), check('b', 5), check('c', 5)])).rejects.toMatchObject({
      field: 'rules/b',
    })
    await store().transact([check('a', 1), check('b', 0)])
    expect((await store().get('rules', 'a'))?.version).toBe(1)
    await store().transact([])
  })

  it('lists by key in byte order, within a prefix, after a key, up to a limit', async () => {
    // By UTF-16 unit '😀' would come before '｡', and by locale 'Z' after 'a'.
    const inOrder = ['Z', 'a', 'a/1', 'a/10', 'a/2', 'a0', 'b', 'é', '｡', '😀']
    await store().transact([...inOrder].reverse().map(key => ({ put: 'rules', key, value: 1 })))
    await store().transact([{ put: 'rules.more', key: 'a/3', value: 1 }])
    await store().transact([{ put: 'rule', key: 'a/4', value: 1 }])
    const list = async (range: { prefix?: string; after?: string; limit: number }) =>
      keysOf(await store().list('rules', range))
    expect(await list({ limit: 100 })).toEqual(inOrder)
    expect(await list({ limit: 3 })).toEqual(['Z', 'a', 'a/1'])
    expect(await list({ prefix: 'a/', limit: 100 })).toEqual(['a/1', 'a/10', 'a/2'])
    expect(await list({ prefix: 'a/', after: 'a/1', limit: 1 })).toEqual(['a/10'])
    expect(await list({ prefix: 'a/', after: 'a/2', limit: 9 })).toEqual([])
    expect(await list({ prefix: 'a/', after: 'Z', limit: 1 })).toEqual(['a/1'])
    expect(await list({ after: 'a/100', limit: 2 })).toEqual(['a/2', 'a0'])
    expect(await list({ prefix: 'x', limit: 5 })).toEqual([])
    expect(await store().list('nothing', { limit: 5 })).toEqual([])
  })

  it('lets exactly one of many writers of the same version win', async () => {
    await put('a', 'start')
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => put('a', n, 1)))
    const won = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []))
    expect(won).toHaveLength(1)
    expect(await store().get('rules', 'a')).toEqual({ key: 'a', value: won[0], version: 2 })
  })

  it('loses none of many increments by compare-and-set', async () => {
    const increment = async (): Promise<void> => {
      for (;;) {
        const now = await store().get<number>('rules', 'n')
        try {
          return await put('n', (now?.value ?? 0) + 1, now?.version ?? 0)
        } catch {}
      }
    }
    await Promise.all(Array.from({ length: 8 }, () => increment().then(increment)))
    expect(await store().get('rules', 'n')).toMatchObject({ value: 16, version: 16 })
  })

  it('takes documents of 256 KB and refuses what some adapter could not keep', async () => {
    const longest = 'x'.repeat(256 * 1024 - 2)
    await put('big', longest)
    expect(await read('big')).toBe(longest)
    await expect(put('big', `${longest}x`)).rejects.toMatchObject({ code: 'INTERNAL' })
    await put('k'.repeat(512))
    for (const key of ['', 'k'.repeat(513), 'a\0b', 'a\ud800']) {
      await expect(put(key), JSON.stringify(key)).rejects.toMatchObject({ code: 'INTERNAL' })
    }
    await expect(store().get('No Name', 'a')).rejects.toMatchObject({ code: 'INTERNAL' })
    const twice = { put: 'rules', key: 'a', value: 1 }
    await expect(store().transact([twice, twice])).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  it('knows one log generation', async () => {
    await ensureLogGeneration(store(), 'g1')
    await ensureLogGeneration(store(), 'g1')
    await expect(ensureLogGeneration(store(), 'g2')).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
  })

  it('is unavailable once closed', async () => {
    await store().close()
    await expect(store().get('rules', 'a')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    await expect(store().list('rules', { limit: 1 })).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    await expect(put('a')).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
  })
}
