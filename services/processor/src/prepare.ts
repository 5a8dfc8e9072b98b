import { type Migration, migrate, type ShardedClickHouse } from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import { retrying } from '@weir/lifecycle'
import type { Metric } from '@weir/metric-definitions'
import type { Leases, StateStore } from '@weir/state-store'
import { createMetricViews } from './metrics/views.ts'
import { pinShards } from './range/pinned-shards.ts'

export interface PrepareDeps {
  clickhouse: ShardedClickHouse
  state: StateStore
  leases: Leases
  holder: string
  files: readonly Migration[]
  metrics: readonly Metric[]
  signal: AbortSignal
  /** Told what is waited for. */
  onWait(error: Error): void
}

/**
 * Brings ClickHouse to what this version of Weir needs, one worker at a time. While workers of two versions run, views of
 * metrics are those of whoever started last: each starts a last time with the new version, so the new ones stay.
 */
export async function prepareClickHouse(deps: PrepareDeps): Promise<void> {
  const { clickhouse, state, leases, holder, files, metrics, signal, onWait } = deps
  for (;;) {
    const lease = await leases.acquire('migrations', { holder, ttlMs: 10_000, signal })
    const waiting = { signal: AbortSignal.any([signal, lease.lost]), onWait }
    try {
      await retrying(() => migrate(clickhouse, files, run => run(lease.lost)), waiting)
      await retrying(() => pinShards(state, clickhouse), waiting)
      return await retrying(() => createMetricViews(clickhouse, metrics), waiting)
    } catch (error) {
      // Stopped for longer than the lease lasts: whoever took it over may have done it all.
      if (signal.aborted || !(lease.lost.aborted || isWeirError(error, 'FENCED'))) throw error
      onWait(error as Error)
    } finally {
      await lease.release()
    }
  }
}
