import type { ClickHouse } from '../clickhouse.ts'
import { quoteName } from '../sql/tokens.ts'

/** A replica that is days behind is no help to anyone; the caller comes again. */
const timeoutMs = 60_000

/**
 * Waits until this replica has fetched every part of Weir's tables that any replica has committed. Without it, the next
 * look for a stored id or a range may miss what was written through another replica a moment ago.
 */
export async function catchUp(replica: Pick<ClickHouse, 'query' | 'command'>): Promise<void> {
  const tables = await replica.query<{ database: string; table: string }>(
    "SELECT database, table FROM system.replicas WHERE database IN ('weir_data', 'weir_shard')",
  )
  await Promise.all(
    tables.map(({ database, table }) =>
      replica.command(`SYSTEM SYNC REPLICA ${quoteName(database)}.${quoteName(table)} LIGHTWEIGHT`, {}, { timeoutMs }),
    ),
  )
}
