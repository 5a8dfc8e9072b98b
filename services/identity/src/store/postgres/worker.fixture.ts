import { openPostgres, type Postgres } from '@weir/postgres'
import { factsOf } from '../contract/graph.ts'
import { crowdOf } from './crowd.fixture.ts'
import { createPostgresIdentityStore } from './postgres-identity-store.ts'

/** What a worker process does: applies a crowd, and in the middle of a transaction sends itself a signal. */
export interface Course {
  url: string
  seed: number
  batches: number
  /**
   * From which writing transaction on, and before which statement: one that begins anew does not come so far. A number
   * beyond the last is before COMMIT.
   */
  stop?: { signal: 'SIGKILL' | 'SIGSTOP'; transaction: number; statement: number }
}

async function work({ url, seed, batches, stop }: Course): Promise<void> {
  const postgres = await openPostgres({ url, maxConnections: 2, statementTimeoutMs: 1_000 })
  const store = createPostgresIdentityStore(stop ? stopping(postgres, stop) : postgres)
  await store.claim(1)
  for (const batch of crowdOf(seed, batches)) await store.apply(factsOf(batch))
  await store.close()
}

function stopping(postgres: Postgres, { signal, transaction, statement }: NonNullable<Course['stop']>): Postgres {
  // The first one claims.
  let transactions = -1
  let isDone = false
  return {
    ...postgres,
    transact(action, options) {
      transactions += 1
      let statements = 0
      const step = () => {
        statements += 1
        if (isDone || transactions < transaction || statements !== statement) return
        isDone = true
        process.kill(process.pid, signal)
      }
      return postgres.transact(async session => {
        const result = await action({
          query(sql, values) {
            step()
            return session.query(sql, values)
          },
        })
        while (statements < statement) step()
        return result
      }, options)
    },
  }
}

if (process.send) process.once('message', (course: Course) => void work(course).then(() => process.disconnect()))
