import { randomBytes } from 'node:crypto'
import type { Testcontainers } from './containers.ts'
import type { TestBroker, TestKafka, TestKafkaOptions } from './kafka.ts'
import { untilLive } from './kafka-live.ts'
import { type BrokerPlace, brokerProperties } from './kafka-properties.ts'
import { freePorts } from './ports.ts'

const image = 'apache/kafka:4.1.0'
const running = () => undefined

/** Brokers as containers. Their ports are the same inside and outside, so that they survive a restart. */
export async function startContainerBrokers(docker: Testcontainers, options: TestKafkaOptions): Promise<TestKafka> {
  const count = options.brokers ?? 1
  const ports = await freePorts(count)
  const places = ports.map((client, index): BrokerPlace => {
    const host = `kafka-${index + 1}`
    return { id: index + 1, directoryId: '', home: '/tmp', host, client, internal: 9_092, controller: 9_093 }
  })
  const runtime = await docker.getContainerRuntimeClient()
  const network = await new docker.Network().start()
  const bytes = randomBytes(16)
  bytes[0]! &= 0x7f // an id with a dash in front is taken for an option
  const cluster = bytes.toString('base64url')
  const containers = await Promise.all(
    places.map(place =>
      new docker.GenericContainer(image)
        .withNetwork(network)
        .withNetworkAliases(place.host)
        .withExposedPorts({ container: place.client, host: place.client })
        .withEnvironment({ CLUSTER_ID: cluster, ...environment(place, places, options) })
        .start(),
    ),
  )
  await Promise.all(places.map(({ client }) => untilLive(client, count, running)))

  const brokers = containers.map((container, index): TestBroker => {
    const { client = 0 } = places[index] ?? {}
    const handle = runtime.container.getById(container.getId())
    return {
      address: `127.0.0.1:${client}`,
      kill: async () => void (await handle.kill()),
      pause: async () => void (await handle.pause()),
      resume: async () => void (await handle.unpause()),
      async start() {
        await handle.start()
        await untilLive(client, 1, running)
      },
    }
  })
  return {
    url: `kafka://${brokers.map(broker => broker.address).join(',')}`,
    brokers,
    async dispose() {
      await Promise.all(containers.map(container => container.stop({ timeout: 0 })))
      await network.stop()
    },
  }
}

function environment(place: BrokerPlace, places: readonly BrokerPlace[], options: TestKafkaOptions) {
  const { 'controller.quorum.bootstrap.servers': _, ...properties } = brokerProperties(place, places, {
    'controller.quorum.voters': places.map(({ id, host, controller }) => `${id}@${host}:${controller}`).join(','),
    ...options.properties,
  })
  const named = Object.entries(properties).map(([name, value]) => [
    `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
    value,
  ])
  return { ...Object.fromEntries(named), KAFKA_HEAP_OPTS: '-Xmx256m' } as Record<string, string>
}
