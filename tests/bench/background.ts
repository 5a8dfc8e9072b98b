import { createLoad, type LoadOptions } from '../platform/load.ts'
import type { TestPlatform } from '../platform/platform.ts'

/** Load behind a measurement: 2 % duplicates, 1 % bad events, in batches of 100, until it is stopped. */
export async function startBackground(platform: TestPlatform, eventsPerSecond: number, runId: string) {
  const { writeKey } = await platform.credentials()
  return startLoad({ writeKey, ingestUrl: () => platform.urls().ingestUrl }, eventsPerSecond, runId)
}

/** Where load goes, and with which key. */
export type Door = Pick<LoadOptions, 'writeKey' | 'ingestUrl'>

/** The same, for whatever has a door. */
export function startLoad(door: Door, eventsPerSecond: number, runId: string) {
  const stopping = new AbortController()
  const load = createLoad({
    ...door,
    eventsPerSecond,
    batchSize: 100,
    duplicates: 0.02,
    bad: 0.01,
    runId,
    signal: stopping.signal,
  })
  const running = load.run()
  return {
    load,
    /** Ends it; resolves when everything sent is answered. */
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}
