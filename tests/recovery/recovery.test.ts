import { findKafka, findPostgres } from '@weir/testing'
import { it } from 'vitest'
import { distributedRecovery } from './distributed.ts'
import { embeddedRecovery } from './embedded.ts'

// One file, so that one follows the other: each wants the machine for itself.

it(
  'accounts for every event while processes are killed 20 times under 5,000 events/s',
  () => embeddedRecovery({ kills: 20, wholeTree: 1, pauseMs: 1_500 }),
  900_000,
)

const engines = (await findKafka()) !== undefined && (await findPostgres()) !== undefined

it.skipIf(!engines)(
  'accounts for every event while workers, brokers and PostgreSQL fail 8 times and partitions move',
  () =>
    distributedRecovery({
      eventsPerSecond: 5_000,
      faults: 8,
      pauseMs: 1_500,
      freezeMs: 12_000,
      downMs: 2_000,
      rebalanceEveryMs: 5_000,
    }),
  900_000,
)
