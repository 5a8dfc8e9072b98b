import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['weir-source'] },
  ssr: { resolve: { conditions: ['weir-source'] } },
  test: {
    include: ['{packages,services}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/dist/**', '**/node_modules/**', '**/*.long.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
