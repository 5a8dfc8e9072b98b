import { setTimeout as wait } from 'node:timers/promises'
import type { TestPlatform } from '../platform/platform.ts'
import { type Memory, memoryOf } from './process-cost.ts'

/** Every process of the platform by name, the launcher among them. */
export const treeOf = (platform: TestPlatform): Map<string, number> =>
  new Map([...platform.pids(), ['launcher', platform.launcherPid()]])

export interface MemorySample extends Memory {
  /** Seconds since the watch began. */
  at: number
}

/** Looks at the memory of the whole tree every few seconds until it is told to stop. */
export function watchMemory(platform: TestPlatform, everyMs = 2_000) {
  const samples: MemorySample[] = []
  const stopping = new AbortController()
  const startedAt = performance.now()
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      samples.push({ at: (performance.now() - startedAt) / 1_000, ...memoryOf(treeOf(platform).values()) })
      await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    async stop(): Promise<readonly MemorySample[]> {
      stopping.abort()
      await watching
      return samples
    },
  }
}
