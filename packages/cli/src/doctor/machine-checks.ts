import { existsSync, statfsSync } from 'node:fs'
import { resolve } from 'node:path'
import { secretsDir } from '@weir/credentials'
import { isDistributed } from '../start/installation.ts'
import type { Check } from './check.ts'
import { type Finding, findingsOf } from './finding.ts'
import type { Patient } from './patient.ts'

export const machineChecks = (patient: Patient): Check[] => [
  { about: 'node', look: async () => [nodeFinding()] },
  { about: 'disk', look: async () => [diskFinding(patient)] },
  { about: 'secrets', look: () => secretsFindings(patient) },
]

function nodeFinding(): Finding {
  const { ok, fault } = findingsOf('node')
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return ok(`Node ${process.versions.node}`)
  return fault(`Node ${process.versions.node} is too old`, 'Install Node 20.19 or newer.')
}

/** The data directory's own disk, as ingest looks at it. */
function diskFinding({ config }: Patient): Finding {
  const { ok, warning, fault } = findingsOf('disk')
  const { WEIR_DATA_DIR: dataDir, WEIR_LOG_MIN_FREE_BYTES: least } = config
  if (!existsSync(dataDir)) return ok(`${resolve(dataDir)} is not there yet; the first start makes it`)
  const { bavail, bsize, blocks } = statfsSync(dataDir)
  const free = bavail * bsize
  const told = `${gigabytes(free)} free of ${gigabytes(blocks * bsize)} for ${resolve(dataDir)}`
  if (free < least) {
    const what = `${told}: less than WEIR_LOG_MIN_FREE_BYTES (${gigabytes(least)}), ingest answers 503`
    return fault(what, 'Make room on this disk, or move WEIR_DATA_DIR to another.')
  }
  if (free < 4 * least) return warning(told, 'Make room: below WEIR_LOG_MIN_FREE_BYTES ingest answers 503.')
  return ok(told)
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`

async function secretsFindings({ config, secrets }: Patient): Promise<Finding[]> {
  const { ok } = findingsOf('secrets')
  const directory = resolve(secretsDir(config))
  if (!existsSync(directory) && !isDistributed(config)) return [ok('not there yet; the first start makes them')]
  const { sealing } = await secrets()
  return [ok(`hmac.key and ${sealing.keys.size} sealing key(s) in ${directory}, new values with ${sealing.current}`)]
}
