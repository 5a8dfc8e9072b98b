export type { Lease, Leases } from './leases.ts'
export type { Outbox, OutboxEntry } from './outbox.ts'
export type { PartitionPosition, Position, Positions } from './positions.ts'
export type { Json, Operation, StateStore, Stored } from './state-store.ts'
