import { findContainers } from './containers.ts'
import { startJarBrokers } from './kafka-brokers.ts'
import { startContainerBrokers } from './kafka-containers.ts'
import { findKafkaJars } from './kafka-jars.ts'
import { goWithout, took } from './say.ts'
import { shareJarBroker } from './shared-broker.ts'

/** One broker of a Kafka made for a test. */
export interface TestBroker {
  /** `host:port` for clients, the same through every restart. */
  readonly address: string
  /** Ends it at once, as `kill -9` does. Resolves when it is gone. */
  kill(): Promise<void>
  /** Freezes it: connections stay open, nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Starts it again on its port and data. Resolves when the cluster counts it in. */
  start(): Promise<void>
}

export interface TestKafka {
  /** `kafka://127.0.0.1:p1,127.0.0.1:p2` */
  readonly url: string
  readonly brokers: readonly TestBroker[]
  /** Ends the brokers and removes their data. */
  dispose(): Promise<void>
}

export interface TestKafkaOptions {
  /** 1 unless told. With 3, internal topics have three replicas. */
  brokers?: 1 | 3
  /** Broker properties beside ours. Clients use the listener CLIENTS, which is PLAINTEXT unless these map it otherwise. */
  properties?: Readonly<Record<string, string>>
  /** Arguments for the storage tool beside ours, such as `--add-scram`. Not with containers. */
  format?: readonly string[]
}

/** A way to make brokers on this machine. */
export interface KafkaEngine {
  readonly name: 'containers' | 'jars'
  start(options?: TestKafkaOptions): Promise<TestKafka>
  /** One broker for all who ask in this run of the tests; it ends by itself, `dispose` does nothing. */
  share(): Promise<TestKafka>
}

let found: Promise<KafkaEngine | undefined> | undefined

/**
 * A real Kafka for tests: containers where a Docker engine answers, else Apache Kafka's jars with Java. Says on stderr
 * which it took. `undefined` when there is none; with `CI=true` it throws instead, so that nothing is skipped unseen.
 */
export function findKafka(): Promise<KafkaEngine | undefined> {
  found ??= find()
  return found
}

/** @throws Error when this machine can have none: ask `findKafka` first. */
export async function kafkaForTests(options: TestKafkaOptions = {}): Promise<TestKafka> {
  const engine = await findKafka()
  if (engine === undefined) throw new Error('there is no Kafka on this machine')
  return engine.start(options)
}

/** One broker for all suites of this run of the tests. Topics there need names of their own. */
export async function sharedKafka(): Promise<TestKafka> {
  const engine = await findKafka()
  if (engine === undefined) throw new Error('there is no Kafka on this machine')
  return engine.share()
}

async function find(): Promise<KafkaEngine | undefined> {
  const containers = await findContainers()
  if (containers !== undefined) {
    took('Kafka', 'apache/kafka in containers')
    const start = (options: TestKafkaOptions = {}) => startContainerBrokers(containers, options)
    return { name: 'containers', start, share: once(start) }
  }
  const jars = await findKafkaJars()
  if (typeof jars === 'string') return goWithout('Kafka', jars)
  took('Kafka', `Apache Kafka's jars in ${jars.directory}`)
  const start = (options: TestKafkaOptions = {}) => startJarBrokers(jars.directory, options)
  return { name: 'jars', start, share: once(() => shareJarBroker(jars.directory)) }
}

/** Containers end with the process that made them: there, each test file has one. */
function once(start: () => Promise<TestKafka>): () => Promise<TestKafka> {
  let shared: Promise<TestKafka> | undefined
  return async () => {
    shared ??= start()
    return { ...(await shared), dispose: async () => {} }
  }
}
