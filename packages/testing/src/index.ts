export { findChromium, launchChromium } from './chromium.ts'
export { installOnDebian, isInstalled } from './engines/debian.ts'
export {
  findKafka,
  type KafkaEngine,
  kafkaForTests,
  sharedKafka,
  type TestBroker,
  type TestKafka,
  type TestKafkaOptions,
} from './engines/kafka.ts'
export { freePorts } from './engines/ports.ts'
export { findPostgres } from './engines/postgres.ts'
export type { PostgresServer } from './engines/postgres-server.ts'
export {
  createFaultyHttp,
  type FaultyHttp,
  type HttpFault,
  type PassedAnswer,
  type PassingRequest,
} from './faulty-http.ts'
export { createFaultyTcp, type FaultyTcp, type TcpFault } from './faulty-tcp.ts'
