import { randomBytes } from 'node:crypto'
import { registeredHmac } from '@weir/credentials'
import { examinePostgres } from '@weir/postgres'
import { hmacFingerprint } from '@weir/privacy'
import { type StateStore, stateUrl } from '@weir/state-store'
import type { Check } from './check.ts'
import { engineFindings, type Finding, faultOf, findingsOf } from './finding.ts'
import { latencyOf } from './measure.ts'
import { isPostgres, type Patient } from './patient.ts'

export const stateChecks = (patient: Patient): Check[] => [{ about: 'state', look: () => stateFindings(patient) }]

async function stateFindings(patient: Patient): Promise<Finding[]> {
  const { ok } = findingsOf('state')
  const url = stateUrl(patient.config)
  const server = isPostgres(url) ? engineFindings('state', await examinePostgres({ url })) : []
  // Nothing can be read there, and it was said why.
  if (server.some(({ level }) => level === 'fault')) return server
  const state = await patient.state()
  if (state === undefined) return [...server, ok('no installation yet; the first start makes it')]
  const used = await Promise.all([
    useFinding(state),
    hmacFinding(state, patient).catch(error => faultOf('hmac', error)),
  ])
  return [...server, ...used]
}

async function useFinding(state: StateStore): Promise<Finding> {
  const latency = await latencyOf(() => state.get('installation', 'hmac'))
  // A document of our own: whoever may write it may write all others.
  const key = randomBytes(9).toString('base64url')
  await state.transact([{ put: 'doctor', key, value: true, expect: 0 }])
  await state.transact([{ delete: 'doctor', key }])
  return findingsOf('state').ok(`reads in ${latency}, may be written`)
}

/** Whether the secrets here are those of the installation. */
async function hmacFinding(state: StateStore, patient: Patient): Promise<Finding> {
  const { ok, fault } = findingsOf('hmac')
  const known = await registeredHmac(state)
  if (known === undefined) return ok('no installation yet; the first start registers the HMAC secret')
  const fingerprint = hmacFingerprint(await patient.secrets())
  if (known === fingerprint) return ok('the HMAC secret is the one this installation was made with')
  const what = `the HMAC secret is not the one this installation was made with (${fingerprint}, not ${known})`
  return fault(what, 'Put back the hmac.key that belongs to this state store; it never changes.')
}
