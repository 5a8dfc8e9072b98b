import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changes } from './changes.ts'
import { disguises } from './disguises.ts'
import { elsewhere } from './elsewhere.ts'
import { outside } from './outside.ts'
import { canary, startTrapped } from './trapped-server.ts'

describe('hostile statements of bi', () => {
  let trapped: Awaited<ReturnType<typeof startTrapped>>
  beforeAll(async () => {
    trapped = await startTrapped()
  })
  afterAll(() => trapped.stop())

  it('are more than two hundred, each tried once', () => {
    const all = [...elsewhere, ...outside(trapped.traps), ...changes(trapped.traps), ...disguises].map(([, sql]) => sql)
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBeGreaterThan(200)
  })

  it('see nothing but the views of weir', () => trapped.expectRefused(elsewhere))
  it('reach nothing outside of the engine', () => trapped.expectRefused(outside(trapped.traps)))
  it('change nothing', () => trapped.expectRefused(changes(trapped.traps)))
  it('are known under any disguise', () => trapped.expectRefused(disguises))

  it('get their own rows where they ask for those of others', async () => {
    const polite = [
      "SELECT * FROM events WHERE tenant = 'other'",
      'SELECT * FROM events WHERE 1 OR 1',
      "SELECT count() FROM events WHERE tenant != 'demo'",
      'SELECT min(id), max(id), min(received_at), max(received_at), min(tenant), max(tenant) FROM events',
      'SELECT tenant, count(), groupArray(id) FROM events GROUP BY tenant WITH TOTALS',
      'SELECT topK(100)(id), any(id), anyLast(id), argMax(id, received_at), argMin(id, received_at) FROM events',
      'SELECT * FROM events ORDER BY received_at DESC LIMIT 1000',
      'SELECT * FROM event_outcomes',
      'SELECT * FROM ledger',
      'SELECT * FROM system.tables',
      'SELECT * FROM system.columns',
      'SELECT * FROM system.databases',
      'SHOW TABLES FROM weir_data',
      'SELECT a.* FROM events a FULL JOIN events b ON a.tenant != b.tenant',
      'SELECT * FROM events LEFT ANTI JOIN (SELECT id FROM events) AS mine USING (id)',
      'SELECT DISTINCT tenant FROM (SELECT * FROM events UNION ALL SELECT * FROM weir.events)',
      'SELECT lagInFrame(id) OVER (ORDER BY received_at ROWS BETWEEN 100 PRECEDING AND CURRENT ROW) FROM events',
      'SELECT dumpColumnStructure(id) FROM events',
      'SELECT count() FROM events AS `weir_data.events`',
      'SELECT count() FROM events /* ; DROP VIEW weir.events',
      'SELECT count() FROM events -- ; DROP VIEW weir.events',
      "SELECT 'x; DROP VIEW weir.events' FROM events",
    ]
    for (const sql of polite) {
      const { text } = await trapped.ask(sql)
      expect(text, sql).not.toContain(canary)
      expect(text, sql).not.toMatch(/other/)
    }
    await trapped.expectUntouched()
  })

  it('are stopped when they want too much, and the engine lives on', async () => {
    const greedy = [
      'SELECT length(groupArray(number)) FROM numbers(10000000000)',
      "SELECT repeat('x', 10000000000)",
      'SELECT range(10000000000)',
      'SELECT arrayJoin(range(1000000)) AS a, arrayJoin(range(999999)) AS b, count() GROUP BY a, b',
      'SELECT count() FROM numbers(10000000000) AS a, numbers(10000000000) AS b',
      'SELECT number FROM numbers(10000000000) ORDER BY sipHash64(number)',
      'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t',
      'SELECT uniqExact(number) FROM numbers(10000000000)',
      'SELECT max(sipHash64(number)) FROM system.numbers',
      'SELECT arrayFold((a, x) -> arrayPushBack(a, x), range(200000), emptyArrayUInt64())',
    ]
    for (const sql of greedy) {
      const { status, text } = await trapped.ask(sql, { max_execution_time: '1' })
      expect([status >= 400, text.slice(0, 300)], sql).toEqual([
        true,
        expect.stringMatching(/^Code: (\d+)\. DB::Exception/),
      ])
    }
    // Three run, two hundred wait, and the rest is told so at once.
    const leaving = new AbortController()
    await new Promise<void>(resolve => {
      let refused = 0
      for (let n = 0; n < 220; n++) {
        trapped.ask('SELECT max(sipHash64(number)) FROM system.numbers', {}, {}, leaving.signal).then(
          ({ text }) => {
            if (text.startsWith('Code: 202') && ++refused === 17) resolve()
          },
          () => {},
        )
      }
    })
    leaving.abort()
    await trapped.expectUntouched()
  })
})
