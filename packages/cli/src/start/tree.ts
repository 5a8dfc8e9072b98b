import { embeddedProcess } from '@weir/clickhouse'
import type { Config } from '../config.ts'
import { inRepository } from '../repository.ts'
import type { ChildSpec } from './child.ts'
import { type Ports, portVariable, type ServiceName } from './ports.ts'

/** Whether the analytics engine is the embedded one, which somebody on this machine has to run. */
export const runsClickHouse = (config: Config) => config.WEIR_CLICKHOUSE_URL?.startsWith('http') !== true

export interface TreeParts {
  config: Config
  /** What runs, in the order in which it starts. */
  services: readonly ServiceName[]
  ports: Ports
  env: Record<string, string | undefined>
  /** Variables that follow from the secrets. */
  derived: Record<string, string>
}

/**
 * Every process of the tree with its environment, in the order they start. A service that does not run here is looked for
 * where the configuration says, and not on a port of this machine that nobody listens on.
 */
export function processTree({ config, services, ports, env, derived }: TreeParts): ChildSpec[] {
  const inherited = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const here = (service: ServiceName, variable: string) =>
    services.includes(service) && inherited[variable] === undefined
      ? { [variable]: `http://127.0.0.1:${ports[service]}` }
      : {}
  const shared = {
    ...inherited,
    ...derived,
    WEIR_DATA_DIR: config.WEIR_DATA_DIR,
    WEIR_HOST: config.WEIR_HOST,
    WEIR_LOG_FORMAT: 'json',
    ...here('identity', 'WEIR_IDENTITY_URL'),
    ...here('alerts', 'WEIR_ALERTS_URL'),
    ...here('ingest', 'WEIR_INGEST_URL'),
    ...here('query', 'WEIR_PUBLIC_URL'),
    ...Object.fromEntries(services.map(service => [portVariable(service), String(ports[service])])),
  }
  return services.map(name => ({
    name,
    script: inRepository(`dist/${name}.js`),
    env: name === 'clickhouse' ? { ...shared, ...embeddedProcess.env } : shared,
  }))
}
