import { WeirError } from '@weir/errors'
import type { Cluster } from '../clickhouse.ts'
import { keyword, quoteName, quoteText, type Token, tokens } from '../sql/tokens.ts'
import { localTable, type Placement, placements, readersDatabase, sharesDatabase } from './placement.ts'
import { replicatedEngine, replicatedSettings } from './replicated.ts'
import { createRewrite } from './rewrite.ts'

/**
 * What a cluster runs instead of one statement of the migrations, which are written for a single server: on every node,
 * with Replicated tables, and Distributed ones where a table is shared out. On a single server the statement itself.
 *
 * Whole clauses are exchanged and everything between them stays as it was written; a statement of a kind that is not
 * known here is refused, so that nobody's new migration silently works on one node alone.
 * @throws WeirError INTERNAL
 */
export function statementsFor(sql: string, cluster: Cluster | undefined): string[] {
  if (cluster === undefined) return [sql]
  const all = [...tokens(sql)]
  const words = all.slice(0, 6).map(token => keyword(token) ?? '')
  const [first = '', second = ''] = words
  const onCluster = `ON CLUSTER ${quoteName(cluster.name)}`
  if (first === 'CREATE' && second === 'DATABASE') return createDatabase(sql, all, onCluster)
  if (first === 'CREATE' && second === 'TABLE') return createTable(sql, all, cluster.name, onCluster)
  if (first === 'ALTER' && second === 'TABLE') return alterTable(sql, all, onCluster)
  if (first === 'CREATE' && (second === 'VIEW' || second === 'DICTIONARY' || words[3] === 'VIEW')) {
    const name = nameAfter(all, second === 'OR' ? 4 : 2)
    // The server's own default for views does not reach a statement that every node carries out.
    const security = second === 'DICTIONARY' ? '' : ` DEFINER = ${quoteName(cluster.user)} SQL SECURITY DEFINER`
    return [createRewrite(sql).after(name.end, `${onCluster}${security}`).text()]
  }
  throw unknown(sql)
}

function createDatabase(sql: string, all: readonly Token[], onCluster: string): string[] {
  const name = all.at(-1)!
  const database = createRewrite(sql).after(name, onCluster).text()
  if (name.raw !== readersDatabase) return [database]
  return [database, createRewrite(sql).replace(name, name, `${sharesDatabase} ${onCluster}`).text()]
}

function createTable(sql: string, all: readonly Token[], cluster: string, onCluster: string): string[] {
  const name = nameAfter(all, 2)
  const placement = placementOf(name.table, sql)
  const local = createRewrite(sql).replace(name.start, name.end, `${localTable(name.text)} ${onCluster}`)
  const source = all[all.indexOf(name.end) + 1]
  if (keyword(source) === 'AS') {
    const copied = nameAt(all, all.indexOf(name.end) + 2)
    local.replace(copied.start, copied.end, localTable(copied.text))
  }
  if (placement === 'by itself') return [local.text()]
  replicatedEngine(all, local, { table: name.text, placement })
  replicatedSettings(all, local)
  if (placement === 'everywhere') return [local.text()]
  // No sharding key: Weir places rows itself, and ClickHouse refuses inserts that would have to be placed.
  const parts = [cluster, sharesDatabase, name.table].map(quoteText).join(', ')
  const ifNotExists = keyword(all[2]) === 'IF' ? 'IF NOT EXISTS ' : ''
  return [
    local.text(),
    `CREATE TABLE ${ifNotExists}${name.text} ${onCluster} AS ${localTable(name.text)}\nENGINE = Distributed(${parts})`,
  ]
}

/** Of the Distributed table only columns matter; keys, settings, indices and TTL are those of the shares. */
function alterTable(sql: string, all: readonly Token[], onCluster: string): string[] {
  const name = nameAfter(all, 2)
  const placement = placementOf(name.table, sql)
  const local = createRewrite(sql).replace(name.start, name.end, `${localTable(name.text)} ${onCluster}`)
  if (placement !== 'by itself') replicatedSettings(all, local)
  const words = all.map(keyword)
  const changesColumns = words.some(
    (word, at) => word === 'COLUMN' && ['ADD', 'DROP', 'MODIFY', 'RENAME', 'COMMENT'].includes(words[at - 1] ?? ''),
  )
  if (placement !== 'shared out' || !changesColumns) return [local.text()]
  return [local.text(), createRewrite(sql).after(name.end, onCluster).text()]
}

interface Name {
  start: Token
  end: Token
  /** With its database. */
  text: string
  table: string
}

/** The name after `at` words and IF NOT EXISTS. */
function nameAfter(all: readonly Token[], at: number): Name {
  const skipped = keyword(all[at]) === 'IF' ? (keyword(all[at + 1]) === 'NOT' ? 3 : 2) : 0
  return nameAt(all, at + skipped)
}

function nameAt(all: readonly Token[], at: number): Name {
  const [start, dot, end] = all.slice(at, at + 3)
  if (!start || dot?.raw !== '.' || !end) throw unknown(all.map(({ raw }) => raw).join(' '))
  return { start, end, text: `${start.raw}.${end.raw}`, table: end.raw }
}

function placementOf(table: string, sql: string): Placement {
  const placement = placements[table]
  if (placement) return placement
  throw unknown(sql, `say in cluster/placement.ts where the rows of ${table} lie`)
}

const unknown = (sql: string, remedy = 'teach cluster/statements.ts this kind of statement'): WeirError =>
  new WeirError('INTERNAL', `it is not known what a cluster is to do with: ${sql.slice(0, 80)}`, { remedy })
