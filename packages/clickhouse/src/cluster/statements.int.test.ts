import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planSteps } from '../migrations/plan.ts'
import { readMigrations } from '../migrations/read.ts'
import { splitStatements } from '../sql/split.ts'
import { quoteText } from '../sql/tokens.ts'
import { schemaDirectory, startEmbedded, type TestClickHouse } from '../testing/index.ts'
import { placements } from './placement.ts'
import { statementsFor } from './statements.ts'

const header = (name: string) =>
  `-- What a cluster named weir runs for ../${name}. Made by packages/clickhouse/src/cluster and only to be read:\n-- npx vitest run packages/clickhouse/src/cluster -u writes it anew.\n`

describe('the migrations on a cluster', () => {
  let server: TestClickHouse
  let files: Awaited<ReturnType<typeof readMigrations>>
  beforeAll(async () => {
    server = await startEmbedded({ migrated: false })
    files = await readMigrations(schemaDirectory)
  })
  afterAll(() => server?.stop())

  const c = { name: 'c', user: 'weir' }
  const onCluster = (sql: string) =>
    splitStatements(sql).flatMap(statement => statementsFor(statement, { name: 'weir', user: 'weir' }))
  const parsed = async (sql: string) => {
    const [row] = await server.clickhouse.query<{ text: string }>(
      `SELECT formatQuerySingleLine(${quoteText(sql)}) AS text`,
    )
    return row!.text
  }

  it('are what schemas/clickhouse/cluster shows, and ClickHouse parses every statement', async () => {
    for (const { name, sql } of files) {
      const statements = onCluster(sql)
      for (const statement of statements) expect(await parsed(statement)).toMatch(/ ON CLUSTER weir\b/)
      const text = `${header(name)}${statements.map(statement => `${statement};\n`).join('\n')}`
      await expect(text).toMatchFileSnapshot(join(schemaDirectory, 'cluster', name))
    }
  })

  it('keep every table replicated but the scratch one, and every name readers know', async () => {
    const cluster = (await Promise.all(files.flatMap(({ sql }) => onCluster(sql)).map(parsed))).join('\n')
    const created = (sql: string) =>
      [...sql.matchAll(/CREATE (?:TABLE|VIEW|DICTIONARY) (?:IF NOT EXISTS )?(weir(?:_data)?\.\w+)/g)].map(
        ([, name]) => name,
      )
    expect(created(cluster)).toEqual(created(files.map(({ sql }) => sql).join('\n')))
    for (const [table, placement] of Object.entries(placements)) {
      if (table === 'migrations') continue
      const [statement = ''] = cluster
        .split('\n')
        .filter(
          line =>
            line.startsWith(`CREATE TABLE weir_shard.${table} `) ||
            (placement !== 'shared out' && line.startsWith(`CREATE TABLE weir_data.${table} `)),
        )
      const path =
        placement === 'everywhere'
          ? "all/weir_data/\\w+', '\\{shard\\}-\\{replica\\}'"
          : "\\{shard\\}/weir_data/\\w+', '\\{replica\\}'"
      if (placement === 'by itself') expect(statement).toMatch(/ENGINE = MergeTree\b/)
      else expect(statement).toMatch(new RegExp(`ENGINE = Replicated\\w*MergeTree\\('/clickhouse/tables/${path}[,)]`))
      expect(statement).not.toContain('non_replicated')
    }
  })

  it('change columns of a shared table in both of its forms, and everything else only where rows are', async () => {
    const alter = (sql: string) => statementsFor(`ALTER TABLE weir_data.${sql}`, c)
    expect(alter('events ADD COLUMN a Int8 AFTER id')).toEqual([
      'ALTER TABLE weir_shard.events ON CLUSTER `c` ADD COLUMN a Int8 AFTER id',
      'ALTER TABLE weir_data.events ON CLUSTER `c` ADD COLUMN a Int8 AFTER id',
    ])
    expect(alter('ledger ADD COLUMN a Int8')).toHaveLength(1)
    expect(alter('events MODIFY SETTING non_replicated_deduplication_window = 5')).toEqual([
      'ALTER TABLE weir_shard.events ON CLUSTER `c` MODIFY SETTING replicated_deduplication_window = 5, replicated_deduplication_window_seconds = 604800',
    ])
    for (const sql of [...alter('events ADD COLUMN a Int8'), ...alter('ledger MODIFY TTL minute + INTERVAL 1 YEAR')])
      await parsed(sql)
  })

  it('refuse what nobody has thought of, instead of doing it on one node', () => {
    expect(() => statementsFor('RENAME TABLE a.b TO a.c', c)).toThrow(/not known what a cluster/)
    expect(() => statementsFor('CREATE TABLE weir_data.novel (a Int8) ENGINE = MergeTree ORDER BY a', c)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('novel') }),
    )
  })

  it('leave a single server its statements, letter by letter', () => {
    const alone = files.map(({ name, sql }) => ({ name, sql }))
    expect(planSteps(alone, []).map(({ sql }) => sql)).toEqual(alone.flatMap(({ sql }) => splitStatements(sql)))
  })
})
