import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { assertHolds, type EventLog, eventLogOptions, groups, type Topic, topics } from '@weir/event-log'
import { inspectKafka } from '@weir/event-log/kafka'
import { createPositions, knownLogGeneration, type StateStore } from '@weir/state-store'
import type { Check } from './check.ts'
import { engineFindings, type Finding, faultOf, findingsOf } from './finding.ts'
import { latencyOf } from './measure.ts'
import type { Patient } from './patient.ts'

/** Who reads what, in the order of the data. */
const stages: readonly { stage: string; topic: Topic; group: string }[] = [
  { stage: 'identity', topic: topics.accepted, group: groups.identity },
  { stage: 'ledger', topic: topics.accepted, group: groups.ledger },
  { stage: 'events', topic: topics.identified, group: groups.processor },
  { stage: 'rejected', topic: topics.rejected, group: groups.processor },
  { stage: 'changes', topic: topics.changes, group: groups.processor },
]
/** About a million events. */
const farBehind = 1_000
const restore = 'Restore log and state from the same moment; docs/operations.md says how.'

export const logChecks = (patient: Patient): Check[] => [{ about: 'log', look: () => logFindings(patient) }]

async function logFindings(patient: Patient): Promise<Finding[]> {
  const { ok, fault } = findingsOf('log')
  // What is wrong with the state store is said where that is looked at.
  const state = await patient.state().catch(() => undefined)
  const known = state && (await knownLogGeneration(state))
  const options = eventLogOptions(patient.config)
  const directory = /^lmdb:(?:\/\/)?(.+)$/.exec(options.url)?.[1]
  // Opening it would make a new one.
  if (directory !== undefined && !existsSync(resolve(directory))) {
    if (known === undefined) return [ok('the embedded log is not there yet; the first start makes it')]
    return [fault(`the log of this installation is gone: there is no ${resolve(directory)}`, restore)]
  }
  const findings = directory === undefined ? engineFindings('log', await inspectKafka(options)) : []
  let log: EventLog
  try {
    log = await patient.log()
  } catch (error) {
    // Kafka's own findings name the cause better.
    return findings.some(({ level }) => level === 'fault') ? findings : [...findings, faultOf('log', error)]
  }
  const latency = await latencyOf(() => log.bounds(topics.accepted))
  const { generation, partitions } = await log.bounds(topics.accepted)
  findings.push(ok(`answers in ${latency}, ${partitions.length} partition(s) of ${topics.accepted}`))
  if (state === undefined || known === undefined) return findings
  if (known !== generation) {
    return [...findings, fault(`the log is ${generation}, but this installation's is ${known}`, restore)]
  }
  findings.push(ok(`is the log of this installation (${generation})`))
  return [...findings, ...(await Promise.all(stages.map(stage => stageFinding(log, state, generation, stage))))]
}

/** Where a stage is, and whether that can be. */
async function stageFinding(
  log: EventLog,
  state: StateStore,
  generation: string,
  at: (typeof stages)[number],
): Promise<Finding> {
  const { ok, warning } = findingsOf('lag')
  try {
    const positions = await createPositions(state).read({ topic: at.topic, group: at.group, generation })
    await assertHolds(log, at.topic, positions)
    const { partitions } = await log.bounds(at.topic)
    const behind = partitions.reduce((sum, { start, end }, partition) => {
      return sum + end - Math.max(start, positions.get(partition)?.next ?? start)
    }, 0)
    const what = `${at.stage} is ${behind} record(s) behind`
    if (behind < farBehind) return ok(what)
    return warning(what, 'See in /readyz whether the stage works; start more workers if it does.')
  } catch (error) {
    return faultOf('lag', error)
  }
}
