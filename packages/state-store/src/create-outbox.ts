import { WeirError } from '@weir/errors'
import type { Outbox } from './outbox.ts'
import type { Json, StateStore } from './state-store.ts'

export function createOutbox<T extends Json>(_state: StateStore, _name: string): Outbox<T> {
  throw new WeirError('INTERNAL', 'the outbox is not built yet')
}
