import { keyword, quoteText, tokens } from '../sql/tokens.ts'
import { Fault } from './fault.ts'
import type { User } from './users.ts'

export interface RunningQueries {
  /** Known by its id until the function that is returned is called. */
  enter(user: User, queryId: string, controller: AbortController): () => void
  /** Ends the queries of that id that are the user's, a service's reach everywhere. @returns how many there were. */
  kill(user: User, queryId: string): number
}

/** The engine gives queries ids of its own, so the server keeps those its clients gave. */
export function createRunningQueries(): RunningQueries {
  const running = new Map<string, Set<{ user: User; controller: AbortController }>>()
  return {
    enter(user, queryId, controller) {
      const entry = { user, controller }
      const same = running.get(queryId) ?? new Set()
      running.set(queryId, same.add(entry))
      return () => {
        same.delete(entry)
        if (same.size === 0 && running.get(queryId) === same) running.delete(queryId)
      }
    },
    kill(user, queryId) {
      const mine = [...(running.get(queryId) ?? [])].filter(
        entry => user.role === 'service' || entry.user.name === user.name,
      )
      for (const { controller } of mine) {
        controller.abort(new Fault(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled.'))
      }
      return mine.length
    },
  }
}

/** The id that `KILL QUERY WHERE query_id = '…'` names, as drivers write it to cancel; undefined for all else. */
export function killedId(sql: string): string | undefined {
  const [kill, query, where, name, equals, id, how, more] = tokens(sql)
  const says = [kill, query, where].map(keyword).join(' ')
  if (says !== 'KILL QUERY WHERE' || name?.raw !== 'query_id' || equals?.raw !== '=' || id?.kind !== 'text')
    return undefined
  if (more !== undefined || (how !== undefined && !['SYNC', 'ASYNC'].includes(keyword(how) ?? ''))) return undefined
  return /^'[^'\\]*'$/.test(id.raw) ? id.raw.slice(1, -1) : undefined
}

/** What ClickHouse answers to a KILL. */
export const killAnswer = (user: User, queryId: string, count: number): string =>
  `SELECT 'waiting' AS kill_status, ${quoteText(queryId)} AS query_id, ${quoteText(user.name)} AS user, '' AS query LIMIT ${count}`
