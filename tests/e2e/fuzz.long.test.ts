import { it } from 'vitest'
import { fuzzPlatform } from '../fuzz/suite.ts'

it('answers whatever is sent to any of its endpoints', () => fuzzPlatform(10_000), 3_600_000)
