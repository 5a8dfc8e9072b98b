import { defineConfig, mergeConfig } from 'vitest/config'
import everyday from './vitest.config.ts'

/** The runs that take many minutes: `npm run test:long`. */
const config = mergeConfig(everyday, defineConfig({ test: { fileParallelism: false } }))
config.test.include = ['tests/**/*.long.test.ts']
config.test.exclude = ['**/dist/**', '**/node_modules/**']
export default config
