import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startEmbedded, type TestClickHouse } from '../../../testing/index.ts'
import type { Attack, Traps } from './attack.ts'

/** Stands in every row of the other tenant and in the file that nobody may read. */
export const canary = 'canary-7f3a'

/** 60, 81: there is no such table or database; 167, 168, 306: nobody reads a statement so long or deep. */
export const isRefused = (text: string) =>
  /^Code: (497|164|62|229|36|60|81|167|168|306)\. DB::Exception: .+\([A-Z_]+\)/s.test(text)

/** A server with two tenants and traps all around it, and what it was like before anybody attacked. */
export async function startTrapped() {
  const server = await startEmbedded()
  const secrets = mkdtempSync(join(tmpdir(), 'weir-secret-'))
  const file = join(secrets, 'secret.txt')
  writeFileSync(file, `${canary}\n`)
  let calls = 0
  const listener = createServer(socket => {
    calls++
    socket.destroy()
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const directory = mkdtempSync(join(tmpdir(), 'weir-trap-'))
  const traps: Traps = { file, directory, port: (listener.address() as AddressInfo).port }
  await fill(server)
  const before = await everything()

  /** All that a statement could have changed: tables, views, rows, and the settings a query starts with. */
  async function everything(): Promise<string> {
    const { clickhouse } = server
    const tables = await clickhouse.query(
      "SELECT database, name, create_table_query, total_rows FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') ORDER BY database, name",
    )
    const rows = await clickhouse.query(
      'SELECT count() AS n, sum(cityHash64(*)) AS hash FROM weir_data.events SETTINGS max_threads = 1',
    )
    const functions = await clickhouse.query("SELECT name FROM system.functions WHERE origin != 'System'")
    const { text } = await ask(
      "SELECT name, value FROM system.settings WHERE name NOT IN ('log_comment', 'additional_table_filters') ORDER BY name",
    )
    return JSON.stringify({ tables, rows, functions, settings: text })
  }

  async function ask(
    sql: string | Buffer,
    params: Record<string, string> = {},
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${server.url}/?${new URLSearchParams(params)}`, {
      method: 'POST',
      body: sql,
      headers: { 'X-ClickHouse-User': 'bi', 'X-ClickHouse-Key': server.biPassword, ...headers },
      ...(signal && { signal }),
    })
    return { status: answer.status, text: await answer.text() }
  }

  /** Refused in words, by a status, without a word of what it was after. */
  async function expectRefused(attacks: readonly Attack[]): Promise<void> {
    for (const [tries, sql] of attacks) {
      const { status, text } = await ask(sql)
      const say = `${tries}: ${sql.slice(0, 200)}\n→ ${status} ${text.slice(0, 300)}`
      expect(isRefused(text), say).toBe(true)
      expect([400, 403, 404, 413, 500], say).toContain(status)
      expect(text, say).not.toContain(canary)
    }
    await expectUntouched()
  }

  async function expectUntouched(): Promise<void> {
    expect(await ask('SELECT count(), uniqExact(tenant), any(tenant) FROM events')).toEqual({
      status: 200,
      text: '50\t1\tdemo\n',
    })
    expect(await everything()).toBe(before)
    expect(readdirSync(traps.directory)).toEqual([])
    expect(calls).toBe(0)
  }

  return {
    server,
    traps,
    ask,
    expectRefused,
    expectUntouched,
    async stop() {
      listener.close()
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
      rmSync(secrets, { recursive: true, force: true })
    },
  }
}

async function fill({ clickhouse }: TestClickHouse): Promise<void> {
  const columns = [
    'tenant',
    'id',
    'type',
    'anchor_key',
    'occurred_at',
    'received_at',
    'order_id',
    'context',
    'properties',
  ]
  const row = (tenant: string, n: number) => {
    const mark = tenant === 'demo' ? 'mine' : canary
    return JSON.stringify([tenant, `${mark}-${n}`, 'order.paid', n, 1.7e9 + n, 1.7e9 + n, mark, { mark }, { mark }])
  }
  const rows = ['demo', 'other'].flatMap(tenant => Array.from({ length: 50 }, (_, n) => row(tenant, n)))
  await clickhouse.insert('weir_data.events', columns, rows.join('\n'))
  await clickhouse.insert(
    'weir_data.event_outcomes',
    ['tenant', 'id', 'received_at'],
    `["other","${canary}",1700000000000]`,
  )
}
