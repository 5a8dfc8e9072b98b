export { assertHolds } from './assert-holds.ts'
export { eventLogEnv, eventLogOptions } from './env.ts'
export type { Bounds, Consumer, EventLog, LogRecord, PartitionHandler, StoredRecord } from './event-log.ts'
export type { ClientLog } from './kafka/client-log.ts'
export type { KafkaOptions } from './kafka/options.ts'
export { type HookLogger, logHooks } from './log-hooks.ts'
export {
  createMemoryEventLog,
  createMemoryLogStore,
  type MemoryLogOptions,
  type MemoryLogStore,
  openMemoryEventLog,
} from './memory/memory-event-log.ts'
export { openEventLog } from './open.ts'
export type { EventLogOptions, LogLimits } from './options.ts'
export { declaredGroups, groups, maxRecordBytes, maxRecordEvents, type Topic, topics } from './topics.ts'
