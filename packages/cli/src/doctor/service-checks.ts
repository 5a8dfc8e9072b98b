import { portVariable, type ServiceName, services } from '../start/ports.ts'
import { notListening, readinessOf } from '../start/ready.ts'
import type { Check } from './check.ts'
import type { DoctorConfig } from './config.ts'
import { type Finding, findingsOf } from './finding.ts'
import type { Patient } from './patient.ts'

interface Address {
  service: ServiceName
  url: string
  /** Who says so: the tree that runs here, the configuration, or only the default port. */
  by: 'tree' | 'configuration' | 'default'
}

export const serviceChecks = (patient: Patient): Check[] =>
  services
    .filter(service => service !== 'clickhouse')
    .map(service => ({ about: service, look: () => serviceFindings(addressOf(service, patient)) }))

function addressOf(service: ServiceName, { config, running }: Patient): Address {
  const port = running?.ports?.[service]
  if (port !== undefined) return { service, url: `http://127.0.0.1:${port}`, by: 'tree' }
  const told = toldUrl(service, config)
  if (told !== undefined) return { service, url: told, by: 'configuration' }
  return { service, url: `http://127.0.0.1:${config[portVariable(service)]}`, by: 'default' }
}

function toldUrl(service: ServiceName, config: DoctorConfig): string | undefined {
  if (service === 'identity') return config.WEIR_IDENTITY_URL
  return service === 'alerts' ? config.WEIR_ALERTS_URL : undefined
}

async function serviceFindings({ service, url, by }: Address): Promise<Finding[]> {
  const { ok, warning, fault } = findingsOf(service)
  const reason = await readinessOf(`${url}/readyz`)
  if (reason === undefined) return [ok(`ready at ${url}`)]
  if (reason === notListening && by === 'default') return []
  // Of another machine, which may be started later.
  if (reason === notListening && by === 'configuration') {
    return [warning(`does not answer at ${url}`, 'Start it there, or correct the address.')]
  }
  return [fault(`not ready at ${url}: ${reason}`, 'If nothing above explains it, look into the log of this service.')]
}
