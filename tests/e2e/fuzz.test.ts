import { it } from 'vitest'
import { fuzzPlatform } from '../fuzz/suite.ts'

it('answers whatever is sent to any of its endpoints', () => fuzzPlatform(2_000), 1_200_000)
