import { keyword, quoteText, type Token } from '../sql/tokens.ts'
import type { Placement } from './placement.ts'
import type { Rewrite } from './rewrite.ts'

/** Seven days: as long as an id counts as a duplicate. */
const tokenSeconds = 7 * 86_400

/**
 * What a setting of a single server's table is called on a Replicated one. fsync_* stay: the deduplication token is
 * committed in Keeper with the part, so a part that a power cut takes back would be missed by nobody and written by
 * nobody. The flush comes before that commit.
 */
const counterparts: Readonly<Record<string, (value: string) => string>> = {
  non_replicated_deduplication_window: value =>
    `replicated_deduplication_window = ${value}, replicated_deduplication_window_seconds = ${tokenSeconds}`,
}

/** MergeTree and its kin with their path in Keeper, before arguments of their own. The servers have both macros. */
export function replicatedEngine(
  all: readonly Token[],
  rewrite: Rewrite,
  { table, placement }: { table: string; placement: Placement },
): void {
  const [path, replica] = placement === 'everywhere' ? ['all', '{shard}-{replica}'] : ['{shard}', '{replica}']
  const own = `${quoteText(`/clickhouse/tables/${path}/${table.replace('.', '/')}`)}, ${quoteText(replica)}`
  const at = all.findIndex((token, index) => keyword(token) === 'ENGINE' && all[index + 1]?.raw === '=')
  const engine = all[at + 2]!
  const open = all[at + 3]
  if (open?.raw !== '(') {
    rewrite.replace(engine, engine, `Replicated${engine.raw}(${own})`)
  } else {
    rewrite.replace(engine, open, `Replicated${engine.raw}(${own}${all[at + 4]?.raw === ')' ? '' : ', '}`)
  }
}

export function replicatedSettings(all: readonly Token[], rewrite: Rewrite): void {
  for (const [index, name] of all.entries()) {
    const counterpart = name.kind === 'word' ? counterparts[name.raw] : undefined
    const value = all[index + 2]
    if (counterpart && all[index + 1]?.raw === '=' && value) rewrite.replace(name, value, counterpart(value.raw))
  }
}
