import fc from 'fast-check'
import type { Answer } from './exchange.ts'
import { exchange } from './exchange.ts'
import { knocksOn } from './knock.ts'
import { type FuzzRequest, requestTo, type Target } from './request.ts'
import type { Route } from './routes.ts'

const senders = 12

export interface Outcome {
  /** How often each status was answered; 0 is a connection that ended without one. */
  statuses: Record<string, number>
  /** Routes that let at least one request past their door. */
  entered: Set<string>
  /** Broken promises, each with the request that broke it. */
  faults: string[]
}

const probes = ['/livez', '/readyz', '/metrics']

/** What is the same code in every service, or that of GET once more, is sent less. */
const weightOf = ({ method, url }: Route): number => (method === 'HEAD' || probes.includes(url) ? 1 : 5)

export const nameOf = ({ method, url }: Route): string => `${method} ${url}`

/** Sends `requests` requests to a service, spread over its routes, several at once. */
export async function fuzz(target: Target, requests: number, seed: number): Promise<Outcome> {
  const outcome: Outcome = { statuses: {}, entered: new Set(), faults: [] }
  const weights = target.routes.reduce((sum, route) => sum + weightOf(route), 0)
  const queue = target.routes.flatMap((route, index) => [
    ...knocksOn(route, target),
    ...fc.sample(requestTo(route, target), {
      numRuns: Math.ceil((requests * weightOf(route)) / weights),
      seed: seed + index,
    }),
  ])
  let next = 0
  const send = async () => {
    for (let request = queue[next++]; request; request = queue[next++]) {
      const answer = await exchange(target.url, request.bytes, request.isWhole).catch((error: Error) => error)
      const fault = answer instanceof Error ? answer.message : faultOf(target, request, answer)
      const status = answer instanceof Error ? 'none' : answer.status
      outcome.statuses[status] = (outcome.statuses[status] ?? 0) + 1
      if (!(answer instanceof Error) && hasEntered(request, answer)) outcome.entered.add(nameOf(request.route))
      if (fault !== undefined) outcome.faults.push(`${fault}\n${request.bytes.toString('latin1').slice(0, 1_500)}`)
    }
  }
  await Promise.all(Array.from({ length: senders }, send))
  return outcome
}

/** Whether the route itself answered: neither the parser of HTTP, nor the router, nor whoever asks for keys. */
const hasEntered = ({ isWhole }: FuzzRequest, { status, body }: Answer): boolean =>
  isWhole && ![401, 403, 431].includes(status) && !/no valid HTTP|at this path/.test(body)

function faultOf(target: Target, request: FuzzRequest, answer: Answer): string | undefined {
  try {
    return judge(target, request, answer)
  } catch (error) {
    return `${answer.status} that cannot be read (${error}): ${answer.body}`
  }
}

/** What is wrong with an answer, if anything. */
function judge({ service }: Target, request: FuzzRequest, { status, contentType, body }: Answer): string | undefined {
  if (status === 0) return request.isWhole ? 'the connection ended without an answer' : undefined
  if (service === 'clickhouse') return judgeClickHouse(status, body, request.route.method)
  if (status >= 500 && status !== 503) return `${status} ${body.slice(0, 500)}`
  if (status < 400 || request.route.method === 'HEAD' || contentType.startsWith('text/html')) return undefined
  if (request.route.url === '/readyz') return undefined
  // All events of the request were rejected, each with its reason.
  if (service === 'ingest' && body.startsWith('{"success":false,')) return undefined
  if (!contentType.startsWith('application/problem+json')) return `${status} is no problem but ${contentType}: ${body}`
  const problem = JSON.parse(body) as { status: number; code: string; detail: string; remedy?: string }
  if (problem.status !== status || !problem.code || !problem.detail) return `${status} with another problem: ${body}`
  return problem.remedy ? undefined : `${status} without a remedy: ${body}`
}

/** ClickHouse's protocol answers 500 to many a wrong query, and says which code; these mean that the server itself failed. */
const ownFaults = /^Code: (?:49|1001|1002)\./

function judgeClickHouse(status: number, body: string, method: string): string | undefined {
  if (status < 500 || status === 503 || method === 'HEAD') return undefined
  return !/^Code: \d+\. DB::Exception: /.test(body) || ownFaults.test(body)
    ? `${status} ${body.slice(0, 500)}`
    : undefined
}
