import { clickhouseEndpoint } from '@weir/clickhouse'
import type { Config } from '../config.ts'
import { services as everything, type Ports, type ServiceName } from './ports.ts'
import { runsClickHouse } from './tree.ts'

/** Where people and clients go. */
export interface PublicUrls {
  ingestUrl?: string
  queryUrl?: string
  clickhouseUrl?: string
}

/** The addresses of what runs; a ClickHouse server is there whatever runs here. */
export function publicUrls(config: Config, ports: Ports): Required<PublicUrls>
export function publicUrls(config: Config, ports: Ports, services: readonly ServiceName[]): PublicUrls
export function publicUrls(config: Config, ports: Ports, services: readonly ServiceName[] = everything): PublicUrls {
  const url = (service: ServiceName) => `http://127.0.0.1:${ports[service]}`
  const server = runsClickHouse(config) ? undefined : clickhouseEndpoint(config)
  return {
    ...(services.includes('ingest') && { ingestUrl: url('ingest') }),
    ...(services.includes('query') && { queryUrl: config.WEIR_PUBLIC_URL ?? url('query') }),
    ...((server !== undefined || services.includes('clickhouse')) && { clickhouseUrl: server ?? url('clickhouse') }),
  }
}
