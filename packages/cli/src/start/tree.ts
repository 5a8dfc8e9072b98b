import { fileURLToPath } from 'node:url'
import { embeddedProcess } from '@weir/clickhouse'
import type { ChildSpec } from './child.ts'
import type { StartConfig } from './config.ts'
import { type Ports, portVariable, type ServiceName, services } from './ports.ts'

const program = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))

const scripts: Record<Exclude<ServiceName, 'clickhouse'>, string> = {
  identity: 'services/identity/dist/main.js',
  processor: 'services/processor/dist/main.js',
  query: 'services/query/dist/main.js',
  alerts: 'services/alerts/dist/main.js',
  ingest: 'services/ingest/dist/main.js',
}

/** The program of a process of the tree. */
export const programOf = (name: ServiceName) => (name === 'clickhouse' ? embeddedProcess.main : program(scripts[name]))

/** Whether the analytics engine is ours to run. */
export const runsClickHouse = (config: StartConfig) => config.WEIR_CLICKHOUSE_URL?.startsWith('http') !== true

/** Every process of the tree with its environment, in the order they start. */
export function processTree(
  config: StartConfig,
  ports: Ports,
  env: Record<string, string | undefined>,
  derived: Record<string, string>,
): ChildSpec[] {
  const inherited = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  const url = (service: ServiceName) => `http://127.0.0.1:${ports[service]}`
  const shared = {
    ...inherited,
    ...derived,
    WEIR_DATA_DIR: config.WEIR_DATA_DIR,
    WEIR_HOST: config.WEIR_HOST,
    WEIR_LOG_FORMAT: 'json',
    WEIR_IDENTITY_URL: inherited.WEIR_IDENTITY_URL ?? url('identity'),
    WEIR_ALERTS_URL: inherited.WEIR_ALERTS_URL ?? url('alerts'),
    WEIR_PUBLIC_URL: config.WEIR_PUBLIC_URL ?? url('query'),
    ...Object.fromEntries(services.map(service => [portVariable(service), String(ports[service])])),
  }
  return services
    .filter(service => service !== 'clickhouse' || runsClickHouse(config))
    .map(name => ({
      name,
      script: programOf(name),
      env: name === 'clickhouse' ? { ...shared, ...embeddedProcess.env } : shared,
    }))
}
