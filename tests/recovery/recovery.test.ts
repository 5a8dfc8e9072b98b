import { it } from 'vitest'
import { recoveryRun } from './recovery.ts'

it(
  'accounts for every event while processes are killed 24 times under 5,000 events/s',
  () =>
    recoveryRun({
      eventsPerSecond: 5_000,
      plan: { kills: 24, wholeTree: 1, pauseMs: 2_000 },
      seed: Date.now() % 100_000,
    }),
  540_000,
)
