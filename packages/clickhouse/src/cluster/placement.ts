/**
 * Where the rows of a table lie in a cluster:
 * - `shared out`: each shard has a share, replicated within it, in weir_shard.<name>; weir_data.<name> is a Distributed
 *   table over the shares, so that every reader's SQL stays as it is. Nobody writes through it.
 * - `everywhere`: one table whose replicas are all nodes of all shards. For what is small and needed whole.
 * - `by itself`: a plain table on each node, for nobody but who writes there.
 */
export type Placement = 'shared out' | 'everywhere' | 'by itself'

export const placements: Readonly<Record<string, Placement>> = {
  events: 'shared out',
  event_outcomes: 'shared out',
  dead_letters: 'shared out',
  // Filled on each shard from its own events: INSERT SELECT never crosses the network.
  event_ids: 'shared out',
  metric_points: 'shared out',
  // The dictionary weir_data.identity is loaded on every node from its own copy.
  identity_overrides: 'everywhere',
  identity_marks: 'everywhere',
  // A row a tenant and minute. Lines replace each other by version: shared out, those of a minute would have to meet.
  ledger: 'everywhere',
  ledger_accepted: 'everywhere',
  migrations: 'everywhere',
  // Rows that are tried and thrown away: replicating them would only spread them.
  events_scratch: 'by itself',
}

/** Databases of the tables readers know, and of the shares. */
export const readersDatabase = 'weir_data'
export const sharesDatabase = 'weir_shard'

/** The table a shard itself writes to: its share, where the table is shared out. */
export function localTable(table: string): string {
  const [database, name = ''] = table.split('.')
  return database === readersDatabase && placements[name] === 'shared out' ? `${sharesDatabase}.${name}` : table
}
