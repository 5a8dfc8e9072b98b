import { WeirError } from '@weir/errors'
import type { Answer, InsertBlock, OnceStore } from './store.ts'

/** What becomes of one insert. */
export type Fate =
  | 'done'
  /** Carried out, nobody hears of it. */
  | 'answer-lost'
  /** Never arrives. */
  | 'request-lost'
  /** Nobody hears of it; it is carried out after that many further calls of any kind. */
  | { late: number }
  /** The token is recorded, the rows are not: a crash in between. */
  | 'token-only'
  /** As token-only, and somebody hears OK, as a retry does. */
  | 'token-only-ok'
  /** Nobody hears of it; its token is recorded now, its rows come after that many calls; visible as running until then. */
  | { torn: number }
  /** Something on the way says OK. */
  | 'fake-ok'
  | 'refused'

/** ClickHouse as far as exactly-once sees it, with a script of what goes wrong. */
export function createSimulatedStore(fates: Fate[], { engine = 'MergeTree' } = {}) {
  const rows: string[] = []
  const tokens = new Set<string>()
  const later: { calls: number; run(): void }[] = []
  const inserts: string[] = []
  let running = 0

  const tick = () => {
    for (const each of later.splice(0)) {
      if (--each.calls <= 0) each.run()
      else later.push(each)
    }
  }
  const apply = (token: string, block: InsertBlock) => {
    if (tokens.has(token)) return
    tokens.add(token)
    rows.push(Buffer.from(block.rows).toString())
  }
  const lost = () => new WeirError('CLICKHOUSE_UNAVAILABLE', 'no answer')

  const store: OnceStore = {
    async query<Row>(sql: string): Promise<Row[]> {
      tick()
      if (sql.includes('system.tables')) return [{ engine }] as Row[]
      if (sql.includes('system.processes')) return [{ running: String(running) }] as Row[]
      return rows.map(() => ({}) as Row)
    },
    async command() {
      tick()
    },
    async insert(block): Promise<Answer> {
      tick()
      await block.mayWrite?.()
      const token = String(block.settings.insert_deduplication_token)
      inserts.push(token)
      const fate = fates.shift() ?? 'done'
      const answer = { writtenRows: 1, queryId: block.queryId }
      if (fate === 'refused') throw new WeirError('CLICKHOUSE_DATA_REFUSED', 'bad row')
      if (fate === 'fake-ok') return { writtenRows: undefined, queryId: undefined }
      if (fate === 'token-only' || fate === 'token-only-ok') tokens.add(token)
      if (fate === 'done' || fate === 'answer-lost') apply(token, block)
      if (typeof fate === 'object' && 'late' in fate) later.push({ calls: fate.late, run: () => apply(token, block) })
      if (typeof fate === 'object' && 'torn' in fate && !tokens.has(token)) {
        tokens.add(token)
        running++
        later.push({
          calls: fate.torn,
          run() {
            running--
            rows.push(Buffer.from(block.rows).toString())
          },
        })
      }
      if (fate === 'done' || fate === 'token-only-ok') return answer
      throw lost()
    },
  }
  /** Lets everything that is still under way arrive. */
  const settle = () => {
    while (later.length > 0) tick()
  }
  return { store, rows, inserts, settle }
}
