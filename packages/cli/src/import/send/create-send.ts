import { setTimeout as pause } from 'node:timers/promises'
import { type ErrorCode, WeirError } from '@weir/errors'
import type { Door } from '../event/to-event.ts'
import { type RejectedEvent, readProblem, readVerdicts, type Verdicts } from './answer.ts'
import type { HttpAnswer, HttpPost } from './http-post.ts'

export interface SendOptions {
  post: (...sent: Parameters<HttpPost>) => Promise<HttpAnswer>
  /** Ends the waiting between attempts. */
  signal: AbortSignal
  /** Told before each wait, and with `undefined` once something gets through again. */
  onWait(why: string | undefined): void
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const firstWaitMs = 250
const longestWaitMs = 15_000

/**
 * Sends events until ingest has a verdict on each: it is asked again after 429, 5xx and broken connections, for ever and
 * with the same ids, so what was accepted before is a duplicate.
 * @throws WeirError UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, REQUEST_MALFORMED when asking again would not help; the
 * reason of the signal
 */
export function createSend({
  post,
  signal,
  onWait,
  wait = (ms, signal) => pause(ms, undefined, { signal }),
}: SendOptions) {
  let waiting = false

  async function send(door: Door, events: readonly string[]): Promise<Verdicts> {
    const body = door === '/v1/batch' ? `{"batch":[${events.join(',')}]}` : `[${events.join(',')}]`
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted()
      const answer = await post(door, body).catch((error: Error) => error)
      if (!(answer instanceof Error)) {
        // 400 is also the answer of CloudEvents' path when every event was rejected.
        const verdicts = answer.status === 200 || answer.status === 400 ? readVerdicts(answer.text) : undefined
        if (verdicts) {
          if (waiting) onWait(undefined)
          waiting = false
          return verdicts
        }
        if (answer.status === 413) return sendHalves(door, events)
        if (!isTemporary(answer)) throw refusalOf(answer)
      }
      signal.throwIfAborted()
      waiting = true
      onWait(reasonOf(answer))
      const own = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 20))
      const asked = answer instanceof Error ? undefined : answer.retryAfterMs
      await wait((asked ?? own) * (0.75 + Math.random() / 2), signal).catch(() => signal.throwIfAborted())
    }
  }

  /** Something between here and ingest takes less than ingest does. */
  async function sendHalves(door: Door, events: readonly string[]): Promise<Verdicts> {
    if (events.length === 1) return { accepted: 0, rejected: [tooLarge] }
    const middle = Math.ceil(events.length / 2)
    const before = await send(door, events.slice(0, middle))
    const after = await send(door, events.slice(middle))
    const moved = after.rejected.map(event => ({ ...event, index: event.index + middle }))
    return { accepted: before.accepted + after.accepted, rejected: [...before.rejected, ...moved] }
  }

  return send
}

export type Send = ReturnType<typeof createSend>

const tooLarge: RejectedEvent = {
  index: 0,
  code: 'request_too_large',
  message: 'The event alone is answered 413. Send less with it.',
  receipt: '',
}

/** Also 200 that is no answer of ingest: some proxies show a page while what is behind them is away. */
const isTemporary = ({ status }: HttpAnswer) => status === 429 || status === 408 || status >= 500 || status === 200

function reasonOf(answer: HttpAnswer | Error): string {
  if (answer instanceof Error) {
    const { code, message } = answer as NodeJS.ErrnoException
    return `ingest cannot be reached (${code || message || answer.name})`
  }
  const { code, detail } = readProblem(answer.text) ?? {}
  if (code === 'IMPORT_PAUSED') return 'live events come first'
  return `ingest answers ${answer.status}${detail === undefined ? '' : `: ${detail}`}`
}

const codes: Record<number, ErrorCode> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' }

const remedies: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'Give the write key of a source: WEIR_WRITE_KEY or --key-file. weir keys create makes one.',
  FORBIDDEN: 'Give a write key, not an API key.',
  NOT_FOUND: 'Point --url at ingest, such as http://127.0.0.1:4001.',
}

function refusalOf({ status, text }: HttpAnswer): WeirError {
  const code = codes[status] ?? 'REQUEST_MALFORMED'
  const said = readProblem(text)
  const remedy = remedies[code] ?? said?.remedy ?? 'Look at the log of ingest.'
  return new WeirError(code, `ingest refused a batch with ${status}${said ? `: ${said.detail}` : ''}`, { remedy })
}
