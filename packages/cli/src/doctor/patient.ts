import { existsSync } from 'node:fs'
import type { ShardedClickHouse } from '@weir/clickhouse'
import { readSecrets, secretsDir } from '@weir/credentials'
import { type EventLog, eventLogOptions, openEventLog } from '@weir/event-log'
import { missingMigrations } from '@weir/postgres'
import type { Secrets } from '@weir/privacy'
import { openStateStore, type StateStore, stateUrl } from '@weir/state-store'
import { openClickHouse } from '../command/open-clickhouse.ts'
import { isStateAbsent } from '../command/open-state.ts'
import { type Running, runningPlatform } from '../start/data-dir.ts'
import type { DoctorConfig } from './config.ts'

/** What the checks look at. Each engine is opened once, by whoever asks first; one that cannot be opened throws to each. */
export interface Patient {
  config: DoctorConfig
  /** The tree that runs on this data directory. */
  running: Running | undefined
  secrets(): Promise<Secrets>
  /** Undefined before the first start: opening it would make one. */
  state(): Promise<StateStore | undefined>
  log(): Promise<EventLog>
  clickhouse(): Promise<ShardedClickHouse>
  close(): Promise<void>
}

/** Whether a password cannot even be known: nothing was started here, and none was given. */
export const areSecretsAbsent = (config: DoctorConfig): boolean =>
  config.WEIR_CLICKHOUSE_PASSWORD === undefined && !existsSync(secretsDir(config))

const clickhouseTimeoutMs = 10_000

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url)

export function openPatient(given: DoctorConfig): Patient {
  const running = runningPlatform(given.WEIR_DATA_DIR)
  // A tree may have chosen its ports itself.
  const config = { ...given, WEIR_CLICKHOUSE_PORT: running?.ports?.clickhouse ?? given.WEIR_CLICKHOUSE_PORT }
  const open: { close(): Promise<void> }[] = []
  const closing = async <T extends { close(): Promise<void> }>(opened: Promise<T>): Promise<T> => {
    open.push(await opened)
    return opened
  }
  const url = stateUrl(config)
  return {
    config,
    running,
    secrets: once(() => readSecrets(config.WEIR_DATA_DIR, secretsDir(config))),
    state: once(async () => {
      const isAbsent = isPostgres(url) ? (await missingMigrations({ url })).length > 0 : isStateAbsent(config)
      return isAbsent ? undefined : closing(openStateStore({ url }))
    }),
    log: once(() => closing(openEventLog(eventLogOptions(config)))),
    clickhouse: once(() => closing(openClickHouse(config, clickhouseTimeoutMs))),
    async close() {
      await Promise.allSettled(open.map(engine => engine.close()))
    },
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
