import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Component, Readiness } from '@weir/lifecycle'
import type { App } from './app.ts'
import { portFault } from './port-fault.ts'

export interface HttpServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** How long readiness fails before sockets close, ms. */
  drainMs: number
  readiness: Readiness
  /** Name of the variable that sets the port, for the remedy when it is taken. */
  portVariable?: string
  /** How long open requests (streams above all) may go on after the drain, ms; default 3 s. */
  closeTimeoutMs?: number
}

export interface HttpServer extends Component {
  /** Where it listens, such as `http://127.0.0.1:4001`; empty before it started. */
  readonly url: string
}

/** Listens with the application; on stop, readiness falls first, then requests end, then connections close. */
export function httpServer(app: App, options: HttpServerOptions): HttpServer {
  const { host, port, drainMs, readiness, portVariable, closeTimeoutMs = 3_000 } = options
  let url = ''
  return {
    name: 'http',
    get url() {
      return url
    },
    async start() {
      await app.ready()
      await app
        .listen({ host, port, listenTextResolver: address => `listening at ${address}` })
        .catch((cause: NodeJS.ErrnoException) => {
          throw portFault(cause, { host, port, variable: portVariable })
        })
      const address = app.server.address() as AddressInfo
      url = `http://${reachable(host)}:${address.port}`
      readiness.set('http', { ok: true })
    },
    async stop() {
      readiness.set('http', { ok: false, reason: 'the process is stopping' })
      await wait(drainMs)
      const impatient = setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs)
      await app.close()
      clearTimeout(impatient)
    },
  }
}

/** The wildcard address is for listening; people and programs need one they can connect to. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
