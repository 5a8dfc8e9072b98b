import type { Postgres, PostgresSession } from '@weir/postgres'
import { fenced } from '../fenced.ts'
import type { Applied, Facts } from '../identity-store.ts'
import { type Batch, batchOf } from './batch.ts'
import { look, lookAtLinks, type View } from './look.ts'
import { type News, newsOf, planOf, stillHolds } from './plan.ts'
import { settle, unchanged } from './settle.ts'
import { lockKeys, writeKeys, writeLinks } from './write.ts'

export interface ApplyOptions {
  /** Of the writer. */
  epoch: number
  nowMs: number
}

/** Advisory lock between those who write and whoever raises the epoch. */
export const writersLock = 0x5745_4952_0001

const beginWriting = `
  SELECT
    pg_advisory_xact_lock_shared($1::bigint) AS fence,
    ARRAY(SELECT nextval('weir.identity_key_ids') FROM generate_series(1, $2::int)) AS ids`

/** Somebody changed what the transaction built upon. */
class Moved extends Error {}

/**
 * Plain union, as `applyFacts` does it, in a number of statements that does not depend on the batch. What the batch says is
 * first compared with what is committed: a replay writes nothing and locks nothing. News are written in one READ COMMITTED
 * transaction: it locks every key row that changes and the roots of all clusters that take part, looks again, and is done
 * anew when anybody merged in between. Locks are taken in one order (known keys by id, then new ones by tenant and hash),
 * so no two transactions wait for each other.
 */
export async function applyBatch(postgres: Postgres, facts: Facts, options: ApplyOptions): Promise<Applied> {
  const batch = batchOf(facts)
  const sealed = new Map<number, string | null>()
  for (;;) {
    const view = await look(postgres, batch)
    const news = newsOf(batch, view)
    if (news.newKeys.length + news.times.length + news.links.length === 0) return unchanged(batch, view)
    // Before any id is taken, and once: it may fail, and it is dear.
    for (const place of news.newKeys) if (!sealed.has(place)) sealed.set(place, batch.keys[place]!.display())
    try {
      return await postgres.transact(session => write(session, { batch, view, news, sealed }, options))
    } catch (error) {
      // Each time some other transaction has committed, and clusters only grow: this ends.
      if (!(error instanceof Moved)) throw error
    }
  }
}

interface Seen {
  batch: Batch
  view: View
  news: News
  sealed: ReadonlyMap<number, string | null>
}

async function write(session: PostgresSession, seen: Seen, { epoch, nowMs }: ApplyOptions): Promise<Applied> {
  const { batch, view, news, sealed } = seen
  const [begun] = await session.query<{ ids: string[] }>(beginWriting, [writersLock, news.newKeys.length])
  const plan = planOf(batch, view, news, begun!.ids.map(Number))
  const losers = [...plan.winners.keys()].filter(root => plan.lock.has(root))
  const locked = await lockKeys(session, plan.lock, losers)
  if (!stillHolds(view, plan, locked)) throw new Moved()
  const there = await lookAtLinks(session, plan.links)
  const { writes, applied } = settle({ batch, view, news, plan }, locked, there)
  await writeLinks(session, writes)
  const { made, members, writer } = await writeKeys(session, { writes, facts: batch.keys, sealed, losers, nowMs })
  if (Number(writer) !== epoch) throw fenced(epoch, Number(writer))
  const losing = new Set(losers)
  const moving = [...locked.values()].filter(({ keyId, oneId }) => losing.has(oneId) && keyId !== oneId)
  if (made !== writes.newKeys.length || members !== moving.length) throw new Moved()
  return applied
}
