import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The recovery runs take minutes and wait for the ledger: begun first, they do it beside all others. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => Number(!moduleId.endsWith('/tests/recovery/recovery.test.ts'))
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  resolve: { conditions: ['weir-source'] },
  ssr: { resolve: { conditions: ['weir-source'] } },
  test: {
    include: ['{packages,services}/*/src/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/dist/**', '**/node_modules/**', '**/*.long.test.ts'],
    globalSetup: './tests/build.ts',
    // A loaded machine is several times slower: a test fails by what it sees, never by the clock.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 180_000 } },
    // Many tests wait for processes of their own most of the time: three files at once keep two cores busy.
    maxWorkers: 3,
    // Files share a process: loading every module anew for each takes longer than most tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
})
