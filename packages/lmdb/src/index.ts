export type { Database, DatabaseOptions, GetOptions, Key, PutOptions, RangeIterable, RangeOptions } from 'lmdb'
export { type LmdbEnvironment, type LmdbOptions, openLmdb } from './environment.ts'
export type { UnavailableCode } from './failure.ts'
export type { Format } from './format.ts'
