import { createServer } from 'node:net'
import { WeirError } from '@weir/errors'

/** The port itself when it is free, a free one for 0. @throws WeirError PORT_IN_USE naming the variable that moves it. */
export function freePort(host: string, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') return reject(cause)
      const remedy = `Stop what listens there, or set ${variable} to another port (0 picks a free one).`
      reject(new WeirError('PORT_IN_USE', `port ${port} on ${host} is in use`, { cause, remedy }))
    })
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address()
      const taken = typeof address === 'object' && address ? address.port : port
      server.close(() => resolve(taken))
    })
  })
}

export const services = ['clickhouse', 'identity', 'processor', 'query', 'alerts', 'ingest'] as const
export type ServiceName = (typeof services)[number]

/** Ports by service: of what runs here the real one, of everything else the configured one. */
export type Ports = Readonly<Record<ServiceName, number>>

export const isServiceName = (name: string): name is ServiceName => services.some(service => service === name)

export const portVariable = (service: ServiceName) =>
  `WEIR_${service.toUpperCase() as Uppercase<ServiceName>}_PORT` as const
