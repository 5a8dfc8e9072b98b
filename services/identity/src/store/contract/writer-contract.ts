import { expect, it } from 'vitest'
import type { IdentityStore } from '../identity-store.ts'
import { factsOf, hashOf } from './graph.ts'

export function writerContract(open: () => IdentityStore, reopen: () => Promise<IdentityStore>): void {
  const facts = (...keys: number[]) =>
    factsOf([{ tenant: 't', at: 1_700_000_000_000, source: 'web', id: keys.join(), keys }])

  it('lets nobody write who did not claim', async () => {
    await expect(open().apply(facts(1))).rejects.toMatchObject({ code: 'FENCED' })
  })

  it('shuts out the writer of a lower epoch, for facts and for the outbox', async () => {
    const old = open()
    await old.claim(3)
    await old.apply(facts(1, 2))
    const successor = await reopen()
    await successor.claim(4)
    await expect(old.apply(facts(3))).rejects.toMatchObject({ code: 'FENCED' })
    await expect(old.forgetChanges([])).rejects.toMatchObject({ code: 'FENCED' })
    await expect(old.claim(3)).rejects.toMatchObject({ code: 'FENCED' })
    expect((await successor.apply(facts(3, 2))).keys.map(({ oneId }) => oneId)).toEqual([1, 1])
  })

  it('lets anybody read, and shows what is committed', async () => {
    const writer = open()
    await writer.claim(1)
    const reader = await reopen()
    expect(await reader.find('t', hashOf(1))).toBeUndefined()
    await writer.apply(facts(1, 2))
    expect(await reader.find('t', hashOf(2))).toMatchObject({ keyId: 2, oneId: 1 })
    expect((await reader.links(1))[0]!.seen.sources).toEqual(['web'])
  })

  it('keeps its generation and counts its transactions', async () => {
    const store = open()
    await store.claim(1)
    const before = await store.mark()
    await store.apply(facts(1))
    const after = await store.mark()
    expect(after.generation).toBe(before.generation)
    expect(after.commits).toBe(before.commits + 1)
    expect(await (await reopen()).mark()).toEqual(after)
  })
}
