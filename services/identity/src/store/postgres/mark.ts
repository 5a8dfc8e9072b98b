import type { Postgres } from '@weir/postgres'
import type { Mark } from '../identity-store.ts'

const selectMark = `
  SELECT
    generation,
    CASE WHEN k.is_called THEN k.last_value ELSE 0 END AS high_water,
    CASE WHEN c.is_called THEN c.last_value ELSE 0 END AS commits,
    pg_logical_emit_message(true, 'weir', 'identity mark') AS flushed
  FROM weir.identity_meta, weir.identity_key_ids k, weir.identity_commits c`

/**
 * The numbers are those of sequences, so that no transaction waits for another to be counted. They count undone
 * transactions too, and after a crash they may have jumped ahead by what PostgreSQL logs in advance, but they never go
 * back behind a mark: a sequence logs each value before anybody can read it, and the message written here makes this very
 * statement wait until the log is on disk as far as that. (Without it a mark could tell of a value that a power cut takes
 * back, and a healthy state would be refused.)
 *
 * So whoever compares reads a number at least as high as every mark written before, by whichever worker: the marks to
 * compare with must be read first, the state afterwards. A jump ahead hides nothing either: a key id given after it is
 * above all that were given before, and positions lie in the same database, so an older copy of it is older in both.
 */
export async function readMark(postgres: Postgres): Promise<Mark> {
  type Row = { generation: string; high_water: string; commits: string }
  const [mark] = await postgres.query<Row>(selectMark)
  return { generation: mark!.generation, highWater: Number(mark!.high_water), commits: Number(mark!.commits) }
}
