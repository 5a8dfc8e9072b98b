import type { OnceInsert } from './once-insert.ts'

/** What all tokens of a range in a table begin with; the attempt follows after a slash. */
export const rangeName = ({ table, token }: Pick<OnceInsert, 'table' | 'token'>): string =>
  `${table}/${token.log}/${token.partition}/${token.from}-${token.to}${token.shard === undefined ? '' : `@${token.shard}`}`
