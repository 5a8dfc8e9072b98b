import { biTools } from './suite.ts'

biTools(2_000_000)
