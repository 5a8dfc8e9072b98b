import { isWeirError } from '@weir/errors'
import { LRUCache } from 'lru-cache'

const mostAnswers = 10_000

/**
 * Answers of the state store, at most `ttlMs` old; look-ups of the same key at once become one. While the store is down an
 * older answer goes on being used: senders that were known are still served.
 */
export function createAnswers<T>(lookUp: (key: string) => Promise<T | undefined>, ttlMs: number) {
  const answers = new LRUCache<string, { found: T | undefined; asOf: number }>({ max: mostAnswers })
  const pending = new Map<string, Promise<T | undefined>>()

  function ask(key: string): Promise<T | undefined> {
    const asOf = performance.now()
    const asking = lookUp(key)
      .then(found => {
        // Forgotten meanwhile: this answer may be the one before.
        if (pending.get(key) === asking) answers.set(key, { found, asOf })
        return found
      })
      .catch((error: unknown) => {
        const older = answers.get(key)
        if (older && isWeirError(error) && error.retryable) return older.found
        throw error
      })
      .finally(() => {
        if (pending.get(key) === asking) pending.delete(key)
      })
    pending.set(key, asking)
    return asking
  }

  return {
    async get(key: string): Promise<T | undefined> {
      const known = answers.get(key)
      if (known && performance.now() - known.asOf < ttlMs) return known.found
      return pending.get(key) ?? ask(key)
    },
    forget(key: string): void {
      pending.delete(key)
      answers.delete(key)
    },
  }
}
