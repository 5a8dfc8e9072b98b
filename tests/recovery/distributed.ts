import { applyTopics } from '@weir/event-log/kafka'
import { findPostgres, kafkaForTests } from '@weir/testing'
import { startFleet } from '../platform/fleet.ts'
import { breakFleet, type FaultPlan } from './distributed-faults.ts'
import { recoveryRun } from './recovery.ts'

const workers = { ingest: 2, identity: 3, processor: 3, query: 1, alerts: 1 }

/** Kafka with three brokers, PostgreSQL, several workers of each service, and faults in all of them. */
export async function distributedRecovery(plan: FaultPlan & { eventsPerSecond: number }): Promise<void> {
  const kafka = await kafkaForTests({ brokers: 3 })
  const postgres = await findPostgres()
  if (postgres === undefined) throw new Error('there is no PostgreSQL on this machine')
  try {
    await applyTopics({ url: kafka.url, partitions: 6, kafka: { replicationFactor: 3, minInSync: 2 } })
    const fleet = await startFleet({ logUrl: kafka.url, stateUrl: await postgres.createDatabase(), workers })
    try {
      let sent = 0
      await recoveryRun({
        // Behind one sender, as behind a load balancer.
        subject: { ...fleet, ingestUrl: () => fleet.url(`ingest-${(sent++ % workers.ingest) + 1}`) },
        eventsPerSecond: plan.eventsPerSecond,
        concurrency: 24,
        // On few cores hardly an event is fresh while so much fails: whether a page is due is left to chance.
        leastEpisodes: 0,
        seed: Date.now() % 100_000,
        breakThings: random => breakFleet(fleet, { brokers: kafka.brokers, postgres }, plan, random),
      })
    } finally {
      await fleet.dispose()
    }
  } finally {
    await kafka.dispose()
  }
}
