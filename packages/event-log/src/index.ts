export type { Bounds, Consumer, EventLog, LogRecord, PartitionHandler, StoredRecord } from './event-log.ts'
export { declaredGroups, groups, maxRecordBytes, maxRecordEvents, type Topic, topics } from './topics.ts'
