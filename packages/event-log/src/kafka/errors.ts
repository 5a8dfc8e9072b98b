import { isWeirError, WeirError } from '@weir/errors'
import type { KafkaError } from './kafkajs-shapes.ts'

const refusals = /AUTHORIZATION|SASL/

/** What kafkajs reports, as the port knows it. `doing` completes "Kafka: …". */
export function unavailable(error: unknown, doing: string): WeirError {
  if (isWeirError(error)) return error
  const root = rootOf(error)
  const what = root instanceof Error ? root.message : String(root)
  const named = `${typeOf(root)} ${root instanceof Error ? root.name : ''}`
  const remedy = refusals.test(named)
    ? 'check WEIR_KAFKA_USERNAME, WEIR_KAFKA_PASSWORD and what the broker allows them: weir doctor lists it'
    : 'check that the brokers of WEIR_LOG_URL are up and reachable'
  return new WeirError('LOG_UNAVAILABLE', `Kafka: ${doing}: ${what}`, { cause: error, remedy })
}

/** Kafka's name of the error, when it has one. */
export const typeOf = (error: unknown): string | undefined => (rootOf(error) as KafkaError | undefined)?.type

/** kafkajs wraps the error it gave up on. */
function rootOf(error: unknown): unknown {
  let root = error
  while (root instanceof Error && (root as KafkaError).type === undefined && root.cause instanceof Error)
    root = root.cause
  return root
}

/** The topics are not there, or not yet whole. */
export const topicsMissing = (what: string): WeirError =>
  new WeirError('LOG_UNAVAILABLE', `Kafka: ${what}`, { remedy: 'run weir topics apply' })

/** The log is another one than it was. */
export const generationUnknown = (what: string): WeirError =>
  new WeirError('LOG_GENERATION_UNKNOWN', what, {
    remedy: 'the topic was deleted and made anew: restore it, or start with new topics and a new state store',
  })
