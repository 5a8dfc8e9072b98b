import { it } from 'vitest'
import { sdkRun } from './sdk-run.ts'

it(
  'takes what each SDK sends exactly once, though everything is killed and started again meanwhile',
  () => sdkRun({ each: 1_000, browser: 150 }),
  1_200_000,
)
