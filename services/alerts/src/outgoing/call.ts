import { lookup as resolve } from 'node:dns'
import { request as httpRequest, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { hostPort, isPublicAddress } from './address.ts'

export interface OutgoingCall {
  url: URL
  headers: Readonly<Record<string, string>>
  body: string
  /** Entries of `parseHostPort` that may be private or plain http. */
  allow: ReadonlySet<string>
  timeoutMs: number
  signal?: AbortSignal
}

/** `unknown`: the request may have arrived, only its answer is missing. */
export type CallResult =
  | { outcome: 'answered'; status: number; body: string; complete: boolean; retryAfter: string | undefined }
  | { outcome: 'not-sent'; error: string }
  | { outcome: 'unknown'; error: string }

/** The address is not to be reached from here. */
class Forbidden extends Error {}

const mostAnswerBytes = 16_384

/**
 * One POST, redirects left alone. The address is checked when it is connected to, so neither a name that resolves to a
 * private address nor one that changes its mind gets through; the connection is not kept for another call.
 */
export function callOut(call: OutgoingCall): Promise<CallResult> {
  const { url, headers, body, allow, timeoutMs, signal } = call
  const allowed = allow.has(hostPort(url))
  const fault = allowed ? undefined : refusal(url)
  if (fault) return Promise.resolve({ outcome: 'not-sent', error: fault })
  if (signal?.aborted) return Promise.resolve({ outcome: 'not-sent', error: 'the process is stopping' })
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    headers: { 'user-agent': 'Weir', ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
    lookup: allowed ? resolve : publicLookup,
  }
  return send(url, options, body, timeoutMs, signal)
}

function refusal(url: URL): string | undefined {
  if (url.protocol !== 'https:') return `${url.protocol} is not allowed, only https`
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A literal address is never looked up, so the check at the lookup would not see it.
  return isIP(host) !== 0 && !isPublicAddress(host) ? `${host} is no public address` : undefined
}

const publicLookup: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const foreign = addresses.find(({ address }) => !isPublicAddress(address))
    if (foreign) return done(new Forbidden(`${hostname} resolves to ${foreign.address}, no public address`), '', 0)
    if (options.all) return done(null, addresses)
    done(null, addresses[0]!.address, addresses[0]!.family)
  })
}

function send(
  url: URL,
  options: RequestOptions,
  body: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<CallResult> {
  return new Promise(settle => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
    // From the first byte of the request on, a missing answer says nothing.
    let sent = false
    const fail = (error: Error) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      settle({ outcome: sent ? 'unknown' : 'not-sent', error: faultOf(error) })
      request.destroy()
    }
    const abort = () => fail(new Error('the process is stopping'))
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    signal?.addEventListener('abort', abort, { once: true })
    request.once('error', fail)
    request.once('socket', socket => {
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        sent = true
        request.end(body)
      })
    })
    request.once('response', response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        if (text.length < mostAnswerBytes) text += chunk
        else response.destroy()
      })
      // An answer cut off still has its status; whoever reads the body asks whether it is complete.
      response.on('error', () => {})
      response.once('close', () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
        const { statusCode = 0, headers } = response
        settle({
          outcome: 'answered',
          status: statusCode,
          body: text,
          complete: response.complete,
          retryAfter: headers['retry-after'],
        })
      })
    })
  })
}

const faultOf = (error: Error & { code?: string }): string =>
  error instanceof Forbidden || error.code === undefined ? error.message : `${error.code}: ${error.message}`
