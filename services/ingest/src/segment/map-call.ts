import { type Rejection, rejection } from '@weir/event'
import { isObject } from '../json/shape.ts'
import type { Draft } from '../pipeline/draft.ts'
import { textOf } from '../pipeline/text.ts'
import { type Call, type CallKind, callKinds } from './calls.ts'
import { eventTypeOf } from './event-types.ts'
import { sentKeys } from './sent-keys.ts'

type Fields = Record<string, unknown>

/** What the fields of a call mean, or why they mean nothing. */
export function mapCall({ kind, body, shared }: Call): Draft | Rejection {
  if (!isObject(body)) return rejection('event_malformed', '')
  if (kind === undefined || kind === null) return rejection('field_missing', 'type', callKinds.join(', '))
  if (!isCallKind(kind)) return rejection('field_value', 'type', callKinds.join(', '))

  const type = typeOf(kind, body)
  if (typeof type !== 'string') return type
  const fieldsPath = kind === 'identify' || kind === 'group' ? 'traits' : 'properties'
  const fields = objectAt(body, fieldsPath)
  if (fields === undefined) return rejection('field_type', fieldsPath, 'an object')
  const context = mergedContext(shared.context, body.context)
  if (context === null) return rejection('field_type', 'context', 'an object')
  const keys = sentKeys(kind, body, context)
  if (!Array.isArray(keys)) return keys
  if (needsPerson.has(kind) && keys.length === 0) return rejection('no_identity', 'userId')
  if (kind === 'alias' && !keys.some(({ path }) => path === 'previousId'))
    return rejection('field_missing', 'previousId')

  return {
    type,
    id: body.messageId,
    idPath: 'messageId',
    timestamp: body.timestamp ?? body.originalTimestamp,
    sentAt: body.sentAt ?? shared.sentAt,
    keys,
    fields,
    fieldsPath,
    besides: besides(kind, body),
    context,
    notes: notes(kind, body),
  }
}

const isCallKind = (kind: unknown): kind is CallKind => (callKinds as readonly unknown[]).includes(kind)

/** Calls that say something about a person; an event may well have none (a server's load, a deployment). */
const needsPerson = new Set<CallKind>(['identify', 'group', 'alias'])

const fixedTypes: Record<Exclude<CallKind, 'track'>, string> = {
  identify: 'customer.upserted',
  page: 'page.viewed',
  screen: 'page.viewed',
  group: 'custom.group',
  alias: 'custom.group',
}

function typeOf(kind: CallKind, body: Fields): string | Rejection {
  if (kind !== 'track') return fixedTypes[kind]
  if (body.event === undefined || body.event === null || body.event === '')
    return rejection('field_missing', 'event', 'the name of what happened')
  const name = textOf(body.event)
  if (name === undefined) return rejection('field_type', 'event', 'text')
  return eventTypeOf(name) ?? rejection('type_invalid', 'event')
}

function objectAt(body: Fields, name: string): Fields | undefined {
  const value = body[name]
  if (value === undefined || value === null) return {}
  return isObject(value) ? value : undefined
}

/** The call's own context over that of its batch, by top-level name; `null` when one is no object. */
function mergedContext(shared: unknown, own: unknown): Fields | undefined | null {
  const below = shared ?? undefined
  const above = own ?? undefined
  if ((below !== undefined && !isObject(below)) || (above !== undefined && !isObject(above))) return null
  return below && above ? { ...below, ...above } : (above ?? below)
}

/** Fields of Segment's envelope; what is none of them was meant as a property and must not be lost. */
const envelope = new Set([
  ...['type', 'event', 'userId', 'anonymousId', 'previousId', 'groupId', 'messageId', 'properties', 'traits', 'keys'],
  ...['context', 'integrations', 'timestamp', 'originalTimestamp', 'sentAt', 'receivedAt', 'channel', 'version'],
  ...['writeKey', 'projectId', '_metadata', 'metadata', 'rudderId', 'request_ip', 'loaded', 'options'],
])

function besides(kind: CallKind, body: Fields): [string, unknown][] {
  const found: [string, unknown][] = []
  for (const name in body) if (!envelope.has(name)) found.push([name, body[name]])
  if (kind === 'group' && body.groupId !== undefined) found.push(['group_id', body.groupId])
  return found
}

function notes(kind: CallKind, body: Fields): Record<string, string> {
  const noted: Record<string, string> = {}
  if (kind === 'track') noted.event = textOf(body.event) ?? ''
  if (kind === 'screen' || kind === 'alias') noted.call = kind
  const channel = textOf(body.channel)
  if (channel !== undefined) noted.channel = channel
  return noted
}
