import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isWeirError, WeirError } from '@weir/errors'
import { createLook } from './look.ts'
import type { OnceInsert, OnceResult } from './once-insert.ts'
import type { OnceStore } from './store.ts'
import { rangeName } from './token.ts'

export interface OnceLimits {
  /** How long to wait for an earlier insert of the range that still runs. */
  patienceMs: number
  pollMs?: number
  /** Told once a send whose answer did not settle it; `failure` is absent when something answered. */
  onDoubt?(doubt: { range: string; attempt: number; failure: string | undefined }): void
}

/** Sends without an answer in one call before the engine is given up; the caller comes again with `unknown`. */
const lostAnswersPerCall = 3
/** Tokens found spent in one call; more would mean that reading back does not see what was written. */
const longestWalk = 8

/**
 * Writes the rows of a range exactly once, whatever is lost on the way.
 *
 * Each attempt has a deduplication token, table/log/partition/from-to/attempt, and the walk along them is always the
 * same: 1, 2, … by whoever does it. On a fresh start, an answer that confirms every row is the end of it. In doubt (a
 * takeover, no answer, one that does not confirm the rows) the table itself decides:
 *
 *   1. Rows of the range are there: done. The block is atomic, so some rows mean all.
 *   2. None: send again under the same token. The token may be recorded though the rows are not there (ClickHouse
 *      records it before the part is in place: a crash between the two); then the engine says OK and writes nothing.
 *      So look again.
 *   3. The engine said OK, no insert of the range runs, still no rows: the token is spent. Only now the next attempt.
 *
 * An insert that was given up but runs later (a zombie, a request still in some buffer) cannot double: attempt k was
 * only begun when all tokens below k were spent, so this walk comes to k itself before anything beyond, and whichever
 * of the two is second under k is recognised. Only between recording its token and placing its rows could one escape
 * notice; there it is visible as running, hence 3 waits for it and looks once more.
 *
 * On Replicated tables the token is committed with the part: OK is proof and there is no next attempt.
 *
 * Tokens are not kept for ever. A process stopped for hours between its last look and its insert would find them gone:
 * hence `mayWrite`, asked after the connection stands. Stopped after that, it wakes to a connection long closed.
 *
 * @throws WeirError CLICKHOUSE_DATA_REFUSED (none of the rows is stored) or CLICKHOUSE_UNAVAILABLE (nobody knows: call
 * again with `unknown: true`).
 */
export async function insertOnce(
  store: OnceStore,
  insert: OnceInsert & { rows: Uint8Array },
  { patienceMs, pollMs = 100, onDoubt }: OnceLimits,
): Promise<OnceResult> {
  const range = rangeName(insert)
  const look = createLook(store, insert, range)
  let doubt = insert.unknown
  if (doubt && (await look.rowsAreThere())) return { attempt: 1, repeated: true }

  let lostAnswers = 0
  for (let attempt = 1; attempt <= longestWalk; ) {
    const { byEngine, allRows, failure } = await send(attempt)
    if (byEngine && allRows && !doubt) return { attempt, repeated: false }
    if (!byEngine || !doubt) onDoubt?.({ range, attempt, failure: failure?.message })
    doubt = true
    if (byEngine && (await look.tokenIsProof())) return { attempt, repeated: true }
    if (await look.rowsAreThere()) return { attempt, repeated: true }
    await settled()
    if (await look.rowsAreThere()) return { attempt, repeated: true }
    if (byEngine) attempt++
    else if (++lostAnswers === lostAnswersPerCall) throw failure ?? unconfirmed()
  }
  throw new WeirError('CLICKHOUSE_UNAVAILABLE', `${range}: ${longestWalk} tokens are spent and no row is found`, {
    remedy: 'look at the table: the condition that reads back matches none of the rows, or something deletes them',
  })

  /** `byEngine`: ClickHouse itself carried out this very statement, so its token is recorded. */
  async function send(attempt: number): Promise<{ byEngine: boolean; allRows: boolean; failure?: WeirError }> {
    const { table, columns, rows, rowCount, mayWrite } = insert
    const token = `${range}/${attempt}`
    const queryId = `${token}/${randomUUID()}`
    const settings = { insert_deduplicate: 1, insert_deduplication_token: token }
    try {
      const answer = await store.insert({ table, columns, rows, settings, queryId, ...(mayWrite && { mayWrite }) })
      return { byEngine: answer.queryId === queryId, allRows: (answer.writtenRows ?? 0) >= rowCount }
    } catch (error) {
      if (!isWeirError(error, 'CLICKHOUSE_UNAVAILABLE')) throw error
      return { byEngine: false, allRows: false, failure: error }
    }
  }

  /** Resolves once no insert of the range runs. */
  async function settled(): Promise<void> {
    const giveUpAt = Date.now() + patienceMs
    while (await look.somethingRuns()) {
      if (Date.now() >= giveUpAt) {
        throw new WeirError('CLICKHOUSE_UNAVAILABLE', `${range}: an earlier insert of the range is still running`)
      }
      await wait(pollMs)
    }
  }

  function unconfirmed(): WeirError {
    return new WeirError(
      'CLICKHOUSE_UNAVAILABLE',
      `${range}: answered OK, but not by ClickHouse, and no row is there`,
      {
        remedy: 'a proxy between Weir and ClickHouse must pass X-ClickHouse-Query-Id and X-ClickHouse-Summary on',
      },
    )
  }
}
