import { expect } from 'vitest'
import { startTestPlatform } from '../platform/platform.ts'
import { type KillPlan, killAtRandom } from './kills.ts'
import { recoveryRun } from './recovery.ts'

/** The platform as `npm start` runs it, its processes killed at random. */
export async function embeddedRecovery(plan: Omit<KillPlan, 'random'>): Promise<void> {
  const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn' } })
  try {
    await recoveryRun({
      subject: { ...platform, ingestUrl: () => platform.urls().ingestUrl },
      eventsPerSecond: 5_000,
      leastEpisodes: 1,
      seed: Date.now() % 100_000,
      breakThings: random => killAtRandom(platform, { ...plan, random }),
    })
    expect(await platform.stop()).toBe(0)
  } finally {
    await platform.dispose()
  }
}
