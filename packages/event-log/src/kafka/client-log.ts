import type { LogEntry, logCreator } from 'kafkajs'

/** Gets what the client library has to say; errors the caller must know of come as errors, these are for the curious. */
export type ClientLog = (level: 'debug' | 'warn', message: string, fields: Record<string, unknown>) => void

/**
 * Part of every start, rebalance or restart of a broker. A `Response` with an error is also thrown to whoever asked, and
 * mostly tried again with success; kafkajs writes an ERROR for it all the same.
 */
const ordinary = /^Response |Failed to send messages|coordinator is (not available|loading)|CONCURRENT_TRANSACTIONS/

/** While a broker is away every attempt fails alike, several a second: people are told of it once in so long. */
const repeatMs = 30_000
const mostRemembered = 100

/** kafkajs writes to the console unless told otherwise: it never may. */
export function createLogCreator(log: ClientLog | undefined, now: () => number = Date.now): logCreator {
  const told = new Map<string, number>()
  const isNews = (text: string): boolean => {
    if (now() - (told.get(text) ?? Number.NEGATIVE_INFINITY) < repeatMs) return false
    if (told.size >= mostRemembered) told.clear()
    told.set(text, now())
    return true
  }
  return () =>
    ({ namespace, log: { message, timestamp: _, logger: __, stack: ___, ...fields } }: LogEntry) => {
      const text = `kafka ${namespace}: ${message}`
      const quiet = ordinary.test(`${message} ${String(fields.error ?? '')}`) || !isNews(text)
      log?.(quiet ? 'debug' : 'warn', text, fields)
    }
}
