import { eventTypes, payloadSchemaOf } from '@weir/event'
import { isObject } from '../../json/shape.ts'
import { timeOf } from '../../pipeline/clock.ts'
import type { Draft, SentKey } from '../../pipeline/draft.ts'
import { textOf } from '../../pipeline/text.ts'
import { eventTypeOf } from '../../segment/event-types.ts'
import type { Message } from '../provider.ts'
import { evaluate, fieldsOf, valueAt } from './evaluate.ts'
import type { Mapping } from './mapping-file.ts'

type Fields = Record<string, unknown>
type TopicMapping = Mapping['topics'][string]

const longestTopic = 200

/**
 * An event of a provider in our words. A topic that no file knows becomes `custom.<provider>_<topic>` with what was sent;
 * so does one that lacks what its type needs: nothing is refused because a provider changed something.
 */
export function mapMessage({ topic, id, facts }: Message, mapping: Mapping): Draft {
  const known = Object.hasOwn(mapping.topics, topic) ? mapping.topics[topic] : undefined
  const fields = known ? knownFields(known, facts) : restOf(mapping, facts)
  const meant = known?.type ?? (mapping.ownTypes && eventTypes.includes(topic) ? topic : undefined)
  const type = meant !== undefined && isComplete(meant, fields) ? meant : customType(mapping.provider, topic)
  const time = known?.time ?? mapping.time
  const happenedAt = time && evaluate(time, facts)
  return {
    type,
    id,
    idPath: 'id',
    // What is no time counts as none: a provider's odd value must not cost the event.
    timestamp: timeOf(happenedAt) === undefined ? undefined : happenedAt,
    sentAt: undefined,
    keys: keysOf(known?.keys ?? mapping.keys, facts),
    fields,
    fieldsPath: type === 'customer.upserted' ? 'traits' : 'properties',
    besides: [],
    context: undefined,
    notes: { event: topic, provider: mapping.provider },
  }
}

function knownFields({ fields, named }: TopicMapping, facts: Fields): Fields {
  const made = fieldsOf(fields, facts)
  if (named === undefined) return made
  const name = textOf(evaluate(named.name, facts))
  if (name === undefined || Object.hasOwn(made, name)) return made
  return Object.fromEntries([...Object.entries(made), [name, evaluate(named.value, facts)]])
}

/** Keys that are none are left out, for the same reason. */
function keysOf(keys: Mapping['keys'], facts: Fields): SentKey[] {
  const found: SentKey[] = []
  for (const { type, scope, value } of keys) {
    const text = textOf(evaluate(value, facts))
    if (text === undefined) continue
    found.push({ type, scope: scope && textOf(evaluate(scope, facts)), value: text, path: type, declared: false })
  }
  return found
}

function restOf({ rest, omit }: Mapping, facts: Fields): Fields {
  const all = rest === '' ? facts : valueAt(facts, rest)
  if (!isObject(all)) return all === undefined ? {} : { data: all }
  const left = new Set(omit)
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('$') && !left.has(name)))
}

const isComplete = (type: string, fields: Fields): boolean =>
  payloadSchemaOf(type).fields.every(({ name, required }) => !required || name === 'properties' || name in fields)

/** The provider's name makes sure that there is a letter. */
const customType = (provider: string, topic: string): string =>
  eventTypeOf(`custom.${provider}_${topic.slice(0, longestTopic)}`)!
