import type { Consumer } from '../event-log.ts'

/** The consumers of one open log, so that closing it stops them. */
export interface Consumers {
  /** Keeps the consumer until it is stopped. */
  add(joining: Promise<Consumer>): Promise<Consumer>
  stopAll(): Promise<void>
}

export function createConsumers(): Consumers {
  const all = new Set<Promise<Consumer>>()
  return {
    add(joining) {
      const kept = joining.then(consumer => ({ stop: () => consumer.stop().finally(() => all.delete(kept)) }))
      all.add(kept)
      kept.catch(() => all.delete(kept))
      return kept
    },
    async stopAll() {
      await Promise.allSettled([...all].map(async consumer => (await consumer).stop()))
    },
  }
}
