import { it } from 'vitest'
import { recoveryRun } from './recovery.ts'

it(
  'accounts for every event while processes are killed 110 times under 5,000 events/s',
  () =>
    recoveryRun({
      eventsPerSecond: 5_000,
      plan: { kills: 110, wholeTree: 4, pauseMs: 3_000 },
      seed: Date.now() % 100_000,
    }),
  1_800_000,
)
