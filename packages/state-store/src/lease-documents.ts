import type { Operation, StateStore } from './state-store.ts'

/**
 * A lease is two documents. `leases/<name>` changes only with its holder, so its version is the epoch and a check of it
 * a fence that stays valid while the holder beats. `lease_beats/<name>` changes with each beat.
 */
const leases = 'leases'
const beats = 'lease_beats'

/** A lease as it stands. */
export interface LeaseDocuments {
  /** 0 when nobody ever had it. */
  epoch: number
  holder: string | undefined
  ttlMs: number | undefined
  beatVersion: number
  /** Nobody had it yet, or the last holder gave it back. */
  free: boolean
}

export interface LeaseAccess {
  fence(epoch: number): Operation
  read(): Promise<LeaseDocuments>
  /** The new epoch. @throws WeirError CONFLICT when anything, a beat included, changed since `seen`. */
  take(seen: LeaseDocuments, by: { holder: string; ttlMs: number }): Promise<number>
  /** @throws WeirError CONFLICT when another holder took over. */
  beat(epoch: number): Promise<void>
  /** Gives it back. @throws WeirError CONFLICT when another holder took over. */
  end(epoch: number): Promise<void>
}

export function leaseDocuments(state: StateStore, name: string): LeaseAccess {
  const fence = (epoch: number): Operation => ({ check: leases, key: name, expect: epoch })
  const write = (epoch: number, ended: boolean) =>
    state.transact([fence(epoch), { put: beats, key: name, value: { epoch, ended } }])

  return {
    fence,
    async read() {
      const lease = await state.get<{ holder: string; ttlMs: number }>(leases, name)
      const beat = await state.get<{ epoch: number; ended: boolean }>(beats, name)
      return {
        epoch: lease?.version ?? 0,
        holder: lease?.value.holder,
        ttlMs: lease?.value.ttlMs,
        beatVersion: beat?.version ?? 0,
        free: lease === undefined || (beat?.value.ended === true && beat.value.epoch === lease.version),
      }
    },
    async take(seen, { holder, ttlMs }) {
      const epoch = seen.epoch + 1
      await state.transact([
        { put: leases, key: name, value: { holder, ttlMs }, expect: seen.epoch },
        { put: beats, key: name, value: { epoch, ended: false }, expect: seen.beatVersion },
      ])
      return epoch
    },
    beat: epoch => write(epoch, false),
    end: epoch => write(epoch, true),
  }
}
