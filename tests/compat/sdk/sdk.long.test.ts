import { it } from 'vitest'
import { sdkRun } from './sdk-run.ts'

it(
  'takes 5,000 events of each SDK exactly once, though everything is killed and started again meanwhile',
  () => sdkRun({ each: 5_000, browser: 5_000 }),
  1_800_000,
)
