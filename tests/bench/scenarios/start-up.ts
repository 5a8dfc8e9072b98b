// Question: how long does the platform take to be ready?
// Scenario: the launcher is spawned; ready is its own line, said when every service is. On a fresh directory (secrets, keys,
//   tables, 25 metrics), on one that was used for a while, and on one with ten million stored events of the last seven
//   days, whose ids the processor loads into its filters.
// Caveat: everything is built and the page cache is warm.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startTestPlatform } from '../../platform/platform.ts'
import { startBackground } from '../background.ts'
import { memoryOf } from '../process-cost.ts'
import type { Bench, Scenario } from '../scenario.ts'
import { storeEvents } from '../stored-rows.ts'
import { treeOf } from '../tree.ts'

export const startUp: Scenario = {
  name: 'start-up',
  question: 'time from spawn to ready',
  async run(bench) {
    const dataDir = await mkdtemp(join(tmpdir(), 'weir-bench-'))
    const events = bench.quick ? 300_000 : 10_000_000
    try {
      for (let round = 0; round < bench.rounds; round++) await timed(bench, 'fresh', undefined)
      await use(dataDir, bench.quick ? 3_000 : 15_000)
      for (let round = 0; round < bench.rounds; round++) await timed(bench, 'used', dataDir)
      await grow(bench, dataDir, events)
      const row = `${(events / 1e6).toLocaleString('en')} M events`
      for (let round = 0; round < bench.rounds; round++) await timed(bench, row, dataDir)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function timed(bench: Bench, row: string, dataDir: string | undefined): Promise<void> {
  const startedAt = performance.now()
  const platform = await startTestPlatform(options(dataDir))
  const readyAt = performance.now()
  const tree = treeOf(platform)
  bench.record(row, {
    'ready s': (readyAt - startedAt) / 1_000,
    'PSS MB': memoryOf(tree.values()).total,
    'processor PSS MB': memoryOf([tree.get('processor')!]).total,
  })
  await platform.dispose()
  bench.say(row)
}

async function use(dataDir: string, forMs: number): Promise<void> {
  const platform = await startTestPlatform(options(dataDir))
  const background = await startBackground(platform, 3_000, 'use')
  await wait(forMs)
  await background.stop()
  await platform.dispose()
}

async function grow(bench: Bench, dataDir: string, events: number): Promise<void> {
  const platform = await startTestPlatform(options(dataDir))
  const clickhouse = platform.clickhouse()
  await storeEvents(clickhouse, events, done => bench.say(`${done.toLocaleString('en')} events made`))
  await clickhouse.close()
  await platform.dispose()
}

const options = (dataDir: string | undefined) => ({
  ...(dataDir !== undefined && { dataDir }),
  env: { WEIR_LOG_LEVEL: 'warn' },
})
