import { WeirError } from '@weir/errors'
import type { StateStore } from '../state-store.ts'

/** Documents of this process alone, for tests. */
export function createMemoryStateStore(): StateStore {
  throw new WeirError('INTERNAL', 'the memory adapter is not built yet')
}
