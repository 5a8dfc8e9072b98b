import { join } from 'node:path'

/** Where one broker lives. */
export interface BrokerPlace {
  id: number
  /** Kafka's name of its data directory. */
  directoryId: string
  home: string
  /** Where its neighbours find it. */
  host: string
  /** Ports: for clients, between brokers, of the controller. */
  client: number
  internal: number
  controller: number
}

/** A small broker that is its own controller, and takes a killed neighbour for dead within 5 s. */
export function brokerProperties(
  place: BrokerPlace,
  places: readonly BrokerPlace[],
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const replicas = String(places.length)
  const { client, internal, controller } = place
  const bind = place.host === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0'
  return {
    'process.roles': 'broker,controller',
    'node.id': String(place.id),
    'log.dirs': join(place.home, 'data'),
    'controller.quorum.bootstrap.servers': places.map(({ host, controller: port }) => `${host}:${port}`).join(','),
    listeners: `CLIENTS://${bind}:${client},INTERNAL://${bind}:${internal},CONTROLLER://${bind}:${controller}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${client},INTERNAL://${place.host}:${internal}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '3',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    'broker.session.timeout.ms': '5000',
    'broker.heartbeat.interval.ms': '500',
    'controller.quorum.fetch.timeout.ms': '4000',
    'controller.quorum.election.timeout.ms': '2000',
    // A broker that has no producer ids left asks the controller, also a frozen one, and gives out none for so long.
    'controller.socket.timeout.ms': '5000',
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.dedupe.buffer.size': String(8 * 2 ** 20),
    ...more,
  }
}
