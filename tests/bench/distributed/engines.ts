import { applyTopics } from '@weir/event-log/kafka'
import { findKafka, findPostgres, kafkaForTests, type PostgresServer, type TestKafka } from '@weir/testing'
import { type Costly, childrenNamed, treeCpuSeconds } from '../process-cost.ts'
import { voidUnless } from '../scenario.ts'

export interface Engines {
  kafka: TestKafka
  postgres: PostgresServer
  logUrl: string
  /** A new, empty database. */
  stateUrl: string
  partitions: number
  /** CPU seconds of all brokers, and of every process of PostgreSQL. */
  costs(): ReadonlyMap<string, Costly>
  dispose(): Promise<void>
}

/** Kafka with all topics and an empty PostgreSQL, on this machine; void where it has none. */
export async function startEngines({
  brokers,
  partitions = 12,
}: {
  brokers: 1 | 3
  partitions?: number
}): Promise<Engines> {
  voidUnless((await findKafka()) !== undefined, 'there is no Kafka on this machine')
  const postgres = await findPostgres()
  voidUnless(postgres !== undefined, 'there is no PostgreSQL on this machine')
  const kafka = await kafkaForTests({ brokers })
  await applyTopics({ url: kafka.url, partitions })
  const stateUrl = await postgres.createDatabase()
  const costOf = (word: string) => () => childrenNamed(word).reduce((sum, pid) => sum + treeCpuSeconds(pid), 0)
  return {
    kafka,
    postgres,
    logUrl: kafka.url,
    stateUrl,
    partitions,
    costs: () =>
      new Map([
        ['kafka', costOf('kafka.Kafka')],
        ['postgres', costOf('postgres')],
      ]),
    async dispose() {
      await kafka.dispose()
    },
  }
}
