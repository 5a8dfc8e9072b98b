import { WeirError } from '@weir/errors'

export interface Deadline {
  signal: AbortSignal
  /** The reason an aborted call failed: the caller's own, or that it took too long. */
  reasonOr(error: unknown): unknown
  clear(): void
}

/** Ends a call after `timeoutMs` or when the caller's signal says so, and knows afterwards which it was. */
export function deadline(timeoutMs: number, caller: AbortSignal | undefined, what: string): Deadline {
  caller?.throwIfAborted()
  const controller = new AbortController()
  const onCaller = () => controller.abort(caller?.reason)
  caller?.addEventListener('abort', onCaller, { once: true })
  const late = new WeirError('CLICKHOUSE_UNAVAILABLE', `${what}: no answer within ${timeoutMs} ms`, {
    remedy: 'Weir goes on by itself once ClickHouse answers in time again',
  })
  const timer = setTimeout(() => controller.abort(late), timeoutMs)
  return {
    signal: controller.signal,
    reasonOr: error => (controller.signal.aborted ? controller.signal.reason : error),
    clear() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', onCaller)
    },
  }
}
