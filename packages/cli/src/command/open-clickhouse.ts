import { createClickHouseFromEnv, type ShardedClickHouse } from '@weir/clickhouse'
import { clickhouseServicePassword, readSecrets, secretsDir } from '@weir/credentials'
import type { Config } from '../config.ts'

/** ClickHouse as the services reach it: with the password of the environment, or the one that follows from the secrets. */
export async function openClickHouse(config: Config, timeoutMs?: number): Promise<ShardedClickHouse> {
  const password =
    config.WEIR_CLICKHOUSE_PASSWORD ??
    clickhouseServicePassword(await readSecrets(config.WEIR_DATA_DIR, secretsDir(config)))
  return createClickHouseFromEnv(config, { password, ...(timeoutMs !== undefined && { timeoutMs }) })
}
