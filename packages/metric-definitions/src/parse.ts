import type { Metric } from './metric.ts'

/** @throws WeirError CONFIG_INVALID naming every fault with its file and path. */
export function parseMetrics(_files: readonly { name: string; text: string }[]): readonly Metric[] {
  throw new Error('not yet')
}
