import { WeirError } from '@weir/errors'
import type { Positions } from './positions.ts'
import type { StateStore } from './state-store.ts'

export function createPositions(_state: StateStore): Positions {
  throw new WeirError('INTERNAL', 'positions are not built yet')
}
