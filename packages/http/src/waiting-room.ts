import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { WeirError } from '@weir/errors'
import type { Readiness } from '@weir/lifecycle'
import type { Metrics } from '@weir/telemetry'
import { portFault } from './port-fault.ts'
import { problemOf, problemType } from './problem.ts'

export interface WaitingRoomOptions {
  host: string
  port: number
  portVariable: string
  readiness: Readiness
  metrics: Metrics
}

/**
 * Listens on the port of a service that cannot serve yet: it lives, is not ready for the reasons it says, and asks
 * everybody else to come again. On plain HTTP: the application proper does not exist before its engines do.
 * @throws WeirError PORT_IN_USE, CONFIG_INVALID
 */
export async function openWaitingRoom(options: WaitingRoomOptions): Promise<{ close(): Promise<void> }> {
  const { host, port, portVariable, readiness, metrics } = options
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0]
    request.resume()
    if (path === '/livez') return json(response, 200, { status: 'ok' })
    if (path === '/readyz') return json(response, 503, readiness.report())
    if (path === '/metrics') return void renderMetrics(response, metrics)
    const { status, retryAfter, problem } = problemOf(
      new WeirError('OVERLOADED', 'the service waits for its engines'),
      randomUUID(),
    )
    response.setHeader('retry-after', retryAfter ?? 1)
    json(response, status, problem, problemType)
  })
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (error) {
    throw portFault(error as NodeJS.ErrnoException, { host, port, variable: portVariable })
  }
  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function json(response: ServerResponse, status: number, body: unknown, type = 'application/json; charset=utf-8'): void {
  // The next request is for whoever listens here then.
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', connection: 'close' })
  response.end(JSON.stringify(body))
}

async function renderMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  const { contentType, text } = await metrics.render()
  response.writeHead(200, { 'content-type': contentType, connection: 'close' }).end(text)
}
