import type { EventLogOptions } from '../options.ts'
import { declaredGroups, type Topic, topics } from '../topics.ts'
import { parseAddress, topicName } from './address.ts'
import { createClient } from './client.ts'
import { typeOf, unavailable } from './errors.ts'
import { fetchVersion } from './fetch-request.ts'
import { apiKeys } from './kafkajs.ts'
import type { Cluster } from './kafkajs-shapes.ts'
import { openTopics } from './open-topics.ts'
import { mayRead, mayWrite } from './permissions.ts'
import { settingsOutOfLine } from './topic-check.ts'

/** One thing that was looked at. */
export interface Finding {
  ok: boolean
  what: string
  /** What to do, when it is not as it must be. */
  remedy?: string
}

/** Looks at the cluster, the topics, their settings and what we may do there. Changes nothing; never throws. */
export async function inspectKafka(
  options: Pick<EventLogOptions, 'url' | 'partitions' | 'kafka' | 'onClientLog'>,
): Promise<Finding[]> {
  const address = parseAddress(options.url)
  const kafka = options.kafka ?? {}
  const control = createClient(address, kafka, options.onClientLog).cluster()
  const names = Object.values(topics).map(topic => topicName(address, topic))
  const findings: Finding[] = []
  try {
    await control.connect()
    await control.refreshMetadata()
    findings.push(...(await brokers(control)))
    const log = await openTopics({ address, control, partitions: options.partitions })
    findings.push({
      ok: true,
      what: `the topics are whole: ${log.partitions} partitions, generation ${log.generation}`,
    })
    const differences = await settingsOutOfLine(control, names, kafka)
    findings.push(...differences.map(({ topic, what, remedy }) => ({ ok: false, what: `${topic}: ${what}`, remedy })))
    if (differences.length === 0) findings.push({ ok: true, what: 'the settings of the topics are as they must be' })
    findings.push(...replicas(control, names))
    findings.push(...(await permissions(control, address.prefix, names, log.partitions)))
  } catch (error) {
    const { message, remedy } = unavailable(error, 'looking at the log')
    findings.push({ ok: false, what: message, ...(remedy ? { remedy } : {}) })
  } finally {
    control.disconnect().catch(() => {})
  }
  return findings
}

async function brokers(control: Cluster): Promise<Finding[]> {
  return Promise.all(
    control.getNodeIds().map(async (nodeId): Promise<Finding> => {
      try {
        const { versions, connectionPool } = await control.findBroker({ nodeId })
        const fetch = versions[apiKeys.Fetch]
        const at = `broker ${nodeId} at ${connectionPool.host}:${connectionPool.port}`
        const speaks = `${at} answers, and speaks Fetch ${fetch?.minVersion} to ${fetch?.maxVersion}`
        if (fetch !== undefined && fetch.minVersion <= fetchVersion && fetch.maxVersion >= fetchVersion) {
          return { ok: true, what: speaks }
        }
        return { ok: false, what: speaks, remedy: 'run Apache Kafka 2.3 or newer' }
      } catch (error) {
        return { ok: false, what: unavailable(error, `broker ${nodeId}`).message, remedy: `look at broker ${nodeId}` }
      }
    }),
  )
}

function replicas(control: Cluster, names: readonly string[]): Finding[] {
  const behind = names.flatMap(topic =>
    control
      .findTopicPartitionMetadata(topic)
      .filter(({ isr, replicas }) => isr.length < replicas.length)
      .map(({ partitionId, isr, replicas }): Finding => {
        const what = `${topic}/${partitionId}: ${isr.length} of ${replicas.length} replicas are in sync`
        return { ok: false, what, remedy: 'start the broker that is missing, or wait until it has caught up' }
      }),
  )
  return behind.length > 0 ? behind : [{ ok: true, what: 'all replicas are in sync' }]
}

async function permissions(
  control: Cluster,
  prefix: string,
  names: readonly string[],
  partitions: number,
): Promise<Finding[]> {
  const groups = new Set((Object.keys(declaredGroups) as Topic[]).flatMap(topic => declaredGroups[topic]))
  const denied: Finding[] = []
  const look = async (what: string, ask: () => Promise<void>) => {
    try {
      await ask()
    } catch (error) {
      const type = typeOf(error)
      const allow = `allow it with kafka-acls.sh, for the prefix "${prefix}" of topics and groups`
      if (type?.endsWith('AUTHORIZATION_FAILED')) denied.push({ ok: false, what: `we may not ${what}`, remedy: allow })
      else throw error
    }
  }
  for (const topic of names) await look(`write to ${topic}`, () => mayWrite(control, topic))
  for (const group of groups)
    await look(`read as group ${group}`, () => mayRead(control, `${prefix}${group}`, names, partitions))
  return denied.length > 0 ? denied : [{ ok: true, what: 'we may write to the topics and read as the groups' }]
}
