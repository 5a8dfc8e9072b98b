import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { Limits } from './profile.ts'
import type { LaneSizes } from './queries.ts'

/** Threads libuv must have: every place of every lane holds one while it runs, and the server keeps some for itself. */
export const lanes: LaneSizes = { read: 5, bi: 3, insert: 2, other: 2, queue: 200 }
export const libuvThreads = lanes.read + lanes.bi + lanes.insert + lanes.other + 4

const MiB = 1 << 20

/** What the engine may take altogether when nobody says: half of what this machine or container has. */
export const defaultMemoryBytes = (): number =>
  Math.floor(Math.min(totalmem(), process.constrainedMemory() || totalmem()) / 2)

/** Limits of single queries within `memoryBytes` for all. */
export const limitsOf = (memoryBytes: number, biSeconds = 60): Limits => ({
  service: {
    memoryBytes: Math.floor(memoryBytes / 2),
    seconds: 3_600,
    resultBytes: 256 * MiB,
    resultRows: 0,
    threads: 0,
  },
  bi: {
    memoryBytes: Math.floor(memoryBytes / 4),
    seconds: biSeconds,
    resultBytes: 64 * MiB,
    resultRows: 100e6,
    // Dashboards leave half of the machine to those who write.
    threads: Math.ceil(availableParallelism() / 2),
  },
})

/**
 * The engine's own configuration. Its caches would grow to many gigabytes by default; measured with these, a Weir at rest
 * after 260,000 events holds 100 MB of its own beside the engine's code (320 MB resident) and 0.4 % of a core.
 */
export function writeEngineConfig(path: string, memoryBytes: number): void {
  const share = (part: number, least: number) => Math.max(least, Math.floor(memoryBytes * part))
  const settings = {
    max_server_memory_usage: memoryBytes,
    mark_cache_size: share(0.02, 16 * MiB),
    primary_index_cache_size: share(0.02, 16 * MiB),
    index_mark_cache_size: share(0.01, 8 * MiB),
    query_condition_cache_size: 8 * MiB,
    compiled_expression_cache_size: 8 * MiB,
    mmap_cache_size: 128,
    // The rest is about idling: fewer wake-ups, and threads given back after a burst.
    memory_worker_period_ms: 1_000,
    asynchronous_metrics_update_period_s: 60,
    max_thread_pool_free_size: 4,
  }
  const lines = Object.entries(settings).map(([name, value]) => `  <${name}>${value}</${name}>`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `<clickhouse>\n${lines.join('\n')}\n</clickhouse>\n`)
}
