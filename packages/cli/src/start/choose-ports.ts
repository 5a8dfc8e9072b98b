import { WeirError } from '@weir/errors'
import type { Config } from '../config.ts'
import { freePort, type Ports, portVariable, type ServiceName } from './ports.ts'

/** @throws WeirError PORT_IN_USE, and CONFIG_INVALID when two of what runs here have the same. */
export async function choosePorts(config: Config, services: readonly ServiceName[]): Promise<Ports> {
  let ports: Ports = {
    clickhouse: config.WEIR_CLICKHOUSE_PORT,
    identity: config.WEIR_IDENTITY_PORT,
    processor: config.WEIR_PROCESSOR_PORT,
    query: config.WEIR_QUERY_PORT,
    alerts: config.WEIR_ALERTS_PORT,
    ingest: config.WEIR_INGEST_PORT,
  }
  for (const service of services) {
    const variable = portVariable(service)
    ports = { ...ports, [service]: await freePort(config.WEIR_HOST, config[variable], variable) }
  }
  const numbers = services.map(service => ports[service])
  if (new Set(numbers).size === numbers.length) return ports
  throw new WeirError('CONFIG_INVALID', `two services have the same port: ${numbers.join(', ')}`, {
    remedy: `Give each of ${services.map(portVariable).join(', ')} a port of its own.`,
  })
}
