import { WeirError } from '@weir/errors'
import type { Config } from '../config.ts'
import { isServiceName, type ServiceName, services } from './ports.ts'
import { runsClickHouse } from './tree.ts'

/**
 * What to run, in the order in which it starts: all, or what was named. The embedded ClickHouse is part of all, and of
 * what is named only by name: another tree on this machine may run it.
 * @throws WeirError CONFIG_INVALID for a name that is none, or an embedded engine where a server is configured.
 */
export function chooseServices(named: string | undefined, config: Config): ServiceName[] {
  if (named === undefined) return services.filter(service => service !== 'clickhouse' || runsClickHouse(config))
  const names = named
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  const unknown = names.filter(name => !isServiceName(name))
  if (unknown.length > 0 || names.length === 0) {
    throw refused(unknown.length > 0 ? `there is no service ${unknown.join(', ')}` : '--services names none')
  }
  if (names.includes('clickhouse') && !runsClickHouse(config)) {
    throw new WeirError('CONFIG_INVALID', 'clickhouse is the embedded engine, and WEIR_CLICKHOUSE_URL names a server', {
      field: 'WEIR_CLICKHOUSE_URL',
      remedy: 'Leave clickhouse out of --services, or do not set WEIR_CLICKHOUSE_URL.',
    })
  }
  return services.filter(service => names.includes(service))
}

const refused = (message: string) =>
  new WeirError('CONFIG_INVALID', message, {
    field: '--services',
    remedy: `Name one or more of ${services.join(', ')}, separated by commas.`,
  })
