import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { splitStatements } from '../sql/split.ts'
import { quoteText } from '../sql/tokens.ts'
import { schemaDirectory, startEmbedded, type TestClickHouse } from '../testing/index.ts'

const infra = join(schemaDirectory, '../../infra/clickhouse')
const read = (name: string) => readFileSync(join(infra, name), 'utf8')

describe('infra/clickhouse', () => {
  let server: TestClickHouse
  beforeAll(async () => {
    server = await startEmbedded()
  })
  afterAll(() => server?.stop())

  const parsed = async (sql: string) => {
    const [row] = await server.clickhouse.query<{ text: string }>(
      `SELECT formatQuerySingleLine(${quoteText(sql)}) AS text`,
    )
    return row!.text
  }

  it('has users ClickHouse can parse, with settings it knows', async () => {
    const statements = splitStatements(read('users.sql'))
    const texts = await Promise.all(statements.map(parsed))
    expect(texts.length).toBeGreaterThan(15)
    const profile = texts.find(text => text.startsWith('CREATE SETTINGS PROFILE'))!
    const names = [...profile.replace(/^.*? SETTINGS (?=readonly)/, '').matchAll(/(?:^|, )(\w+)/g)].map(
      ([, name]) => name,
    )
    const known = await server.clickhouse.query<{ name: string }>(
      'SELECT name FROM system.settings WHERE name IN {names:Array(String)}',
      { names },
    )
    expect(known.map(({ name }) => name).sort()).toEqual([...names].sort())
  })

  it('gives people views alone, and rows only by a policy', async () => {
    const texts = await Promise.all(splitStatements(read('users.sql')).map(parsed))
    const toPeople = texts.filter(text => text.startsWith('GRANT') && !/ TO weir$/.test(text))
    expect(toPeople).toEqual(['GRANT SELECT ON weir.* TO weir_reader', 'GRANT weir_reader, weir_tenant_demo TO bi'])
    const policies = texts.filter(text => text.startsWith('CREATE ROW POLICY'))
    expect(policies.map(text => text.replace(/^.*? USING /, ''))).toEqual([
      '1 TO weir',
      '0 TO ALL EXCEPT weir',
      "tenant = 'demo' TO weir_tenant_demo",
    ])
    const views = await server.clickhouse.query<{ name: string; tenants: number }>(`
      SELECT t.name AS name, toUInt8(countIf(c.name = 'tenant')) AS tenants
      FROM system.tables AS t JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
      WHERE t.database = 'weir' GROUP BY t.name`)
    expect(views.length).toBeGreaterThan(2)
    // A policy on weir.* fails every query of a view that has no such column.
    expect(views.filter(({ tenants }) => tenants !== 1)).toEqual([])
  })

  it('describes the cluster its node files and the tables rely on', () => {
    const remote = read('cluster/remote-servers.xml')
    const hosts = [...remote.matchAll(/<host>(clickhouse-\d-\d)<\/host>/g)].map(([, host]) => host)
    const macros = readdirSync(join(infra, 'cluster')).filter(name => name.startsWith('macros-'))
    expect(macros.map(name => name.replace(/^macros-(.*)\.xml$/, 'clickhouse-$1')).sort()).toEqual([...hosts].sort())
    for (const name of macros) {
      const [, shard, replica] = /^macros-(\d)-(\d)/.exec(name)!
      expect(read(`cluster/${name}`)).toMatch(new RegExp(`<shard>${shard}</shard>\\s*<replica>${replica}</replica>`))
    }
    const keepers = [...remote.matchAll(/<host>(keeper-\d)<\/host>/g)].map(([, host]) => host)
    expect([...read('cluster/keeper.xml').matchAll(/<hostname>(.*?)<\/hostname>/g)].map(([, host]) => host)).toEqual(
      keepers,
    )
  })
})
