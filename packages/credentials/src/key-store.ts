import { isWeirError, WeirError } from '@weir/errors'
import type { Operation, StateStore, Stored } from '@weir/state-store'
import type { KeyEntry, Principal } from './principal.ts'

/** By the secret's hash: what `verify` needs, as long as the key is valid. */
const byHash = 'credentials'
/** By id: what lists and revoking need, for ever. */
const byId = 'credential_ids'
const pageSize = 500

type PrincipalDocument = { [K in keyof Principal]: Principal[K] }
type EntryDocument = { [K in keyof KeyEntry]: KeyEntry[K] } & { hash: string }

export function createKeyStore(state: StateStore) {
  return {
    async principal(hash: string): Promise<Principal | undefined> {
      const found = await state.get<PrincipalDocument>(byHash, hash)
      return found && Object.freeze(found.value)
    },

    /** @throws WeirError CONFLICT when one of the other steps does not apply. */
    add: (hash: string, principal: Principal, entry: KeyEntry, others: readonly Operation[]): Promise<void> =>
      state.transact([
        ...others,
        { put: byHash, key: hash, value: { ...principal }, expect: 0 },
        { put: byId, key: entry.id, value: { ...entry, hash }, expect: 0 },
      ]),

    entry: (id: string) => state.get<EntryDocument>(byId, id),

    /**
     * Puts a key in another's place, which ends at `endsAt`; the one before that ends at `now`. The hashes of both, whose
     * answers are no longer true. @throws WeirError CONFLICT when one of them changed meanwhile.
     */
    async replace(
      old: Stored<EntryDocument>,
      endsAt: number,
      next: { hash: string; principal: Principal; entry: KeyEntry },
      now: number,
    ): Promise<string[]> {
      const { hash } = old.value
      const valid = await state.get<PrincipalDocument>(byHash, hash)
      if (!valid) throw new WeirError('CONFLICT', 'the key was revoked meanwhile')
      const steps: Operation[] = [
        { put: byHash, key: next.hash, value: { ...next.principal }, expect: 0 },
        { put: byId, key: next.entry.id, value: { ...next.entry, hash: next.hash }, expect: 0 },
        { put: byHash, key: hash, value: { ...valid.value, expiresAt: endsAt }, expect: valid.version },
        { put: byId, key: old.key, value: { ...old.value, expiresAt: endsAt }, expect: old.version },
      ]
      const ended = [hash]
      const before =
        old.value.replaces === undefined ? undefined : await state.get<EntryDocument>(byId, old.value.replaces)
      if (before && before.value.revokedAt === undefined) {
        ended.push(before.value.hash)
        steps.push(
          { delete: byHash, key: before.value.hash },
          { put: byId, key: before.key, value: { ...before.value, revokedAt: now }, expect: before.version },
        )
      }
      await state.transact(steps)
      return ended
    },

    /** The hash of the key that was valid until now. */
    async revoke(id: string, revokedAt: number): Promise<string | undefined> {
      for (;;) {
        const entry = await state.get<EntryDocument>(byId, id)
        if (entry === undefined || entry.value.revokedAt !== undefined) return undefined
        const { hash } = entry.value
        try {
          await state.transact([
            { delete: byHash, key: hash },
            { put: byId, key: id, value: { ...entry.value, revokedAt }, expect: entry.version },
          ])
          return hash
        } catch (error) {
          if (!isWeirError(error, 'CONFLICT')) throw error
        }
      }
    },

    async list(tenant: string): Promise<readonly KeyEntry[]> {
      const entries: KeyEntry[] = []
      const prefix = `${tenant}.`
      for (let after = ''; ; ) {
        const page = await state.list<EntryDocument>(byId, { prefix, after, limit: pageSize })
        for (const { value } of page) {
          const { hash: _hash, ...entry } = value
          entries.push(entry)
        }
        const last = page.at(-1)
        if (last === undefined || page.length < pageSize) return entries
        after = last.key
      }
    },
  }
}
