import { it } from 'vitest'
import { distributedRecovery } from './distributed.ts'

it(
  'accounts for every event while workers, brokers and PostgreSQL fail 100 times and partitions move',
  () =>
    distributedRecovery({
      eventsPerSecond: 5_000,
      faults: 100,
      pauseMs: 3_500,
      freezeMs: 12_000,
      downMs: 2_500,
      rebalanceEveryMs: 5_000,
    }),
  3_600_000,
)
