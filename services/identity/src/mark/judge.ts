import type { Mark } from '../store/identity-store.ts'

/** What ClickHouse remembers of an identity state. */
export interface RememberedMark {
  generation: string
  highWater: number
}

/**
 * Why this state must not give key ids: they would mean other people than the rows ClickHouse holds already. Undefined
 * when it may.
 */
export function judge(state: Mark, remembered: readonly RememberedMark[]): string | undefined {
  const other = remembered.find(({ generation }) => generation !== state.generation)
  if (other) {
    return (
      `ClickHouse holds key ids of another identity state (${other.generation}, up to ${other.highWater}), ` +
      `this one is ${state.generation}: the state was lost or made anew; restore it, or start with an empty ClickHouse`
    )
  }
  const own = remembered.find(({ generation }) => generation === state.generation)
  if (own && own.highWater > state.highWater) {
    return (
      `the identity state ends at key id ${state.highWater}, ClickHouse has seen ${own.highWater}: the state was ` +
      'restored from an older moment; restore the newest copy, or ClickHouse from the same moment'
    )
  }
  return undefined
}
