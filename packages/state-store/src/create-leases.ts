import { WeirError } from '@weir/errors'
import type { Leases } from './leases.ts'
import type { StateStore } from './state-store.ts'

export type LeaseOptions = {}

export function createLeases(_state: StateStore, _options: LeaseOptions = {}): Leases {
  throw new WeirError('INTERNAL', 'leases are not built yet')
}
