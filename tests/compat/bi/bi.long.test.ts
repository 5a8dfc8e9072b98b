import { biTools } from './suite.ts'

biTools(10_000_000)
