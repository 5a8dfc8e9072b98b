import { type Rejection, rejection } from '@weir/event'
import { isObject } from '../json/shape.ts'
import type { Draft } from '../pipeline/draft.ts'
import { textOf } from '../pipeline/text.ts'
import { eventTypeOf } from '../segment/event-types.ts'
import { createFindKeys } from './find-keys.ts'
import { cloudEventId, type SentCloudEvent } from './read-request.ts'

type Fields = Record<string, unknown>

/** Attributes with a place of their own; any other is an extension and goes to the context. */
const attributes = new Set(['specversion', 'id', 'source', 'type', 'time', 'data', 'data_base64'])

/** What a CloudEvent means in our words. `keyTypes` are those of the policy. */
export function createMapCloudEvent(keyTypes: readonly string[]) {
  const findKeys = createFindKeys(keyTypes)
  return function mapCloudEvent({ body }: SentCloudEvent): Draft | Rejection {
    if (!isObject(body)) return rejection('event_malformed', '')
    if (body.specversion !== '1.0')
      return rejection(isEmpty(body.specversion) ? 'field_missing' : 'field_value', 'specversion', '1.0')
    for (const name of ['id', 'source', 'type'])
      if (isEmpty(body[name])) return rejection('field_missing', name)
      else if (textOf(body[name]) === undefined) return rejection('field_type', name, 'text')
    const sentType = textOf(body.type)!
    const type = eventTypeOf(sentType)
    if (type === undefined) return rejection('type_invalid', 'type')
    const { keys, taken } = findKeys(body)
    return {
      type,
      id: cloudEventId(textOf(body.source)!, textOf(body.id)!),
      idPath: 'id',
      timestamp: body.time,
      sentAt: undefined,
      keys,
      fields: fieldsOf(body, taken),
      fieldsPath: 'data',
      besides: [],
      context: { cloudevent: contextOf(body, taken) },
      notes: { event: sentType },
    }
  }
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''

/** The data where it is an object, without the keys in it; anything else under its own name. */
function fieldsOf({ data, data_base64 }: Fields, taken: ReadonlySet<string>): Fields {
  if (isEmpty(data)) return isEmpty(data_base64) ? {} : { data_base64 }
  if (!isObject(data)) return { data }
  const entries = Object.entries(data).filter(([name]) => !taken.has(`data.${name}`))
  return Object.fromEntries(entries)
}

function contextOf(body: Fields, taken: ReadonlySet<string>): Fields {
  const extensions = Object.entries(body).filter(([name]) => !attributes.has(name) && !taken.has(name))
  return { source: body.source, ...Object.fromEntries(extensions) }
}
