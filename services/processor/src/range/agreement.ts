import { WeirError } from '@weir/errors'
import type { Json, Position } from '@weir/state-store'
import type { NewestWritten } from './job.ts'
import type { Intent } from './range.ts'

/**
 * State store and ClickHouse must tell the same story when a partition is taken: what ClickHouse wrote last is either
 * the last finished range or the open intent. Anything else means that one of them was restored from another moment.
 * @throws WeirError RANGE_MISMATCH: the partition stops and waits for a person; nothing is written.
 */
export function assertAgreement(
  where: string,
  position: Pick<Position<Intent, Json>, 'next' | 'intent'>,
  newest: NewestWritten,
  markerKept: boolean,
): void {
  const { next, intent } = position
  if (newest === undefined) {
    if (next === 0 || !markerKept) return
    throw mismatch(
      where,
      `the state store says offset ${next} is done, but ClickHouse holds no range of it`,
      'ClickHouse',
    )
  }
  if (newest.to === next || (intent && newest.from === intent.from && newest.to === intent.to)) return
  const older = newest.to < next ? 'ClickHouse' : 'the state store'
  throw mismatch(
    where,
    `the state store says the next offset is ${next}, ClickHouse holds ranges up to ${newest.to}`,
    older,
  )
}

const mismatch = (where: string, what: string, older: string) =>
  new WeirError('RANGE_MISMATCH', `${where} is stopped: ${what}`, {
    remedy: `${older} was restored from an older moment; restore state store and ClickHouse from the same one`,
  })
