import { isWeirError, WeirError } from '@weir/errors'
import type { Outbox, OutboxEntry, OutboxRecord } from './outbox.ts'
import { type EntryDocument, type IndexEntry, outboxEntries } from './outbox-entries.ts'
import { holderIsDead } from './process-holder.ts'
import type { Json, Operation, StateStore, Stored } from './state-store.ts'

export interface OutboxOptions {
  /** Of the lease under which this outbox is worked: checked in every transaction, which throws FENCED once it is lost. */
  fence?: Operation
  /** Whether a holder has certainly ended, so that its claims are free; by default `processHolder` ids tell. */
  isDead?: (holder: string) => boolean
}

/** Claims looked through for those of dead holders. */
const maxClaims = 1_000

/** An outbox over any state store. Delivery is at least once; `maybeSent` marks the calls that may be a second one. */
export function createOutbox<T extends Json>(state: StateStore, name: string, options: OutboxOptions = {}): Outbox<T> {
  const entries = outboxEntries(state, name)
  const { fence, isDead = holderIsDead } = options
  const fenced = fence === undefined ? [] : [fence]
  const fenceField = fence && 'check' in fence ? `${fence.check}/${fence.key}` : undefined

  /** False when the entry was changed by somebody else meanwhile. */
  async function attempt(operations: readonly Operation[]): Promise<boolean> {
    try {
      await state.transact([...fenced, ...operations])
      return true
    } catch (error) {
      if (!isWeirError(error, 'CONFLICT')) throw error
      if (error.field !== fenceField) return false
      throw new WeirError('FENCED', `outbox ${name}: the lease is lost`, { cause: error })
    }
  }

  async function claimOne(due: IndexEntry, by: { holder: string; nowMs: number; leaseMs: number }) {
    const entry = await entries.get(due.key)
    // The index was read a moment ago: the entry may have moved on.
    if (entry?.value.state !== due.state || entry.value.atMs !== due.atMs) return undefined
    const claimed: EntryDocument = {
      ...entry.value,
      state: 'claimed',
      attempts: entry.value.attempts + 1,
      // Claimed and never settled: the holder may have died before the call, in it, or after it.
      maybeSent: entry.value.maybeSent || due.state === 'claimed',
      atMs: Math.trunc(by.nowMs + by.leaseMs),
      claimedAtMs: Math.trunc(by.nowMs),
      holder: by.holder,
    }
    return (await attempt(entries.change(entry, claimed))) ? recordOf<T>({ ...entry, value: claimed }) : undefined
  }

  async function settle(key: string, holder: string, settled: (entry: EntryDocument) => EntryDocument): Promise<void> {
    for (;;) {
      const entry = await entries.get(key)
      if (entry?.value.holder === holder) {
        const after = settled(entry.value)
        // Settled before, by a transaction whose answer was lost.
        if (entry.value.state === after.state && entry.value.atMs === after.atMs) return
        if (entry.value.state === 'claimed') {
          if (await attempt(entries.change(entry, after))) return
          continue
        }
      }
      throw new WeirError('FENCED', `outbox ${name}: ${key} is no longer claimed by ${holder}`)
    }
  }

  return {
    enqueue: (key, payload, dueAtMs) =>
      entries.make(key, {
        payload,
        state: 'waiting',
        attempts: 0,
        maybeSent: false,
        atMs: Math.trunc(dueAtMs),
        claimedAtMs: 0,
      }),

    async claim({ holder, nowMs, leaseMs, limit }): Promise<readonly OutboxEntry<T>[]> {
      const waiting = (await entries.earliest('waiting', limit)).filter(entry => entry.atMs <= nowMs)
      const abandoned = (await entries.earliest('claimed', maxClaims)).filter(
        entry => entry.atMs <= nowMs || (entry.holder !== undefined && isDead(entry.holder)),
      )
      const due = [...abandoned, ...waiting].sort((a, b) => a.atMs - b.atMs).slice(0, limit)
      const claimed = await Promise.all(due.map(entry => claimOne(entry, { holder, nowMs, leaseMs })))
      return claimed.filter(entry => entry !== undefined)
    },

    delivered: (key, holder, detail) =>
      settle(key, holder, entry => ({ ...entry, state: 'delivered', atMs: entry.claimedAtMs, detail })),

    retry: (key, holder, { dueAtMs, error, maybeSent }) =>
      settle(key, holder, entry => ({
        ...entry,
        state: 'waiting',
        atMs: Math.trunc(dueAtMs),
        maybeSent: entry.maybeSent || maybeSent,
        detail: error,
      })),

    failed: (key, holder, error) =>
      settle(key, holder, entry => ({ ...entry, state: 'failed', atMs: entry.claimedAtMs, detail: error })),

    async list(range) {
      return (await entries.list(range)).map(recordOf<T>)
    },

    async prune({ beforeMs, limit }) {
      const old = (await entries.earliest('delivered', limit)).filter(entry => entry.atMs < beforeMs)
      const forgotten = await Promise.all(
        old.map(async ({ key }) => {
          const entry = await entries.get(key)
          return entry !== undefined && (await attempt(entries.forget(entry)))
        }),
      )
      return forgotten.filter(done => done).length
    },
  }
}

const recordOf = <T extends Json>({ key, value }: Stored<EntryDocument>): OutboxRecord<T> => ({
  key,
  payload: value.payload as T,
  attempts: value.attempts,
  maybeSent: value.maybeSent,
  state: value.state,
  atMs: value.atMs,
  holder: value.holder,
  detail: value.detail,
})
