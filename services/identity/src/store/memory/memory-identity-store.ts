import { randomUUID } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { applyFacts } from '../apply-facts.ts'
import { clusterOf } from '../cluster-of.ts'
import { fenced } from '../fenced.ts'
import type { IdentityStore } from '../identity-store.ts'
import { memoryTables } from './memory-tables.ts'

export type MemoryIdentityState = ReturnType<typeof createMemoryIdentityState>

/** A state that several stores may open, as several processes open a directory. */
export const createMemoryIdentityState = () => ({ generation: randomUUID(), writer: 0, ...memoryTables() })

/** Forgets everything with the process: for tests. */
export function openMemoryIdentityStore(
  state: MemoryIdentityState,
  options: { now?: () => number } = {},
): IdentityStore {
  const { now = Date.now } = options
  let epoch = 0
  return {
    exclusive: true,
    async claim(claimed) {
      if (claimed < state.writer) throw fenced(claimed, state.writer)
      state.writer = claimed
      epoch = claimed
    },
    async apply(facts) {
      if (epoch !== state.writer || epoch === 0) throw fenced(epoch, state.writer)
      return state.transact(() => applyFacts(state.tables, facts, now()))
    },
    changes: async limit => [...state.changes.values()].slice(0, limit),
    async forgetChanges(changes) {
      if (epoch !== state.writer) throw fenced(epoch, state.writer)
      for (const { version } of changes) state.changes.delete(version)
    },
    find: async (tenant, hash) => clusterOf(state.tables, tenant, hash),
    links: async keyId =>
      state.neighbours(keyId).map(other => {
        const [lo, hi] = keyId < other ? [keyId, other] : [other, keyId]
        const seen = state.tables.link(lo, hi, state.tables.key(lo).tenant)
        if (!seen) throw new WeirError('INTERNAL', `there is no link ${lo} ${hi}`)
        return { lo, hi, seen }
      }),
    mark: async () => ({ generation: state.generation, highWater: state.highWater(), commits: state.commits() }),
    close: async () => {},
  }
}

export const createMemoryIdentityStore = (options?: { now?: () => number }): IdentityStore =>
  openMemoryIdentityStore(createMemoryIdentityState(), options)
