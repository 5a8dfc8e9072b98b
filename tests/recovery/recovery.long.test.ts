import { it } from 'vitest'
import { embeddedRecovery } from './embedded.ts'

it(
  'accounts for every event while processes are killed 110 times under 5,000 events/s',
  () => embeddedRecovery({ kills: 110, wholeTree: 4, pauseMs: 3_000 }),
  1_800_000,
)
