import { type Rejection, rejection } from '@weir/event'
import { isObject } from '../json/shape.ts'
import type { SentKey } from '../pipeline/draft.ts'
import { textOf } from '../pipeline/text.ts'
import type { CallKind } from './calls.ts'

/** Most keys of one event; one person has a handful. */
const mostKeys = 32

type Fields = Record<string, unknown>

/**
 * The keys of whoever made the call, and of nobody else: userId, anonymousId, the person's traits, the device, and what
 * `keys` or `context.externalIds` name. A phone number in `properties` may be anybody's and is none.
 */
export function sentKeys(kind: CallKind, call: Fields, context: Fields | undefined): SentKey[] | Rejection {
  const keys: SentKey[] = []
  const faults: Rejection[] = []
  const add = (type: string, value: unknown, path: string, declared: boolean, scope?: string) => {
    if (value === undefined || value === null || value === '') return
    const text = textOf(value)
    if (text !== undefined) keys.push({ type, scope, value: text, path, declared })
    else if (declared) faults.push(rejection('key_value_invalid', path, 'text or a number'))
  }
  const addListed = (list: unknown, path: string) => {
    if (list === undefined || list === null) return
    if (!Array.isArray(list)) return void faults.push(rejection('field_type', path, 'an array of {type, id, scope}'))
    if (list.length > mostKeys) return void faults.push(rejection('key_limit', path, `${mostKeys}`))
    for (const [index, entry] of list.entries()) {
      const at = `${path}[${index}]`
      const type = isObject(entry) ? textOf(entry.type) : undefined
      if (!isObject(entry) || type === undefined)
        faults.push(rejection('field_type', at, 'an object {type, id, scope}'))
      else add(type, entry.id ?? entry.value, at, true, textOf(entry.scope ?? entry.collection))
    }
  }

  add('user_id', call.userId, 'userId', true)
  add('anonymous_id', call.anonymousId, 'anonymousId', true)
  if (kind === 'alias') add(typeOfPrevious(call.previousId), call.previousId, 'previousId', true)
  if (kind === 'identify') addTraits(call.traits, 'traits', add)
  if (call.keys !== undefined) addListed(call.keys, 'keys')
  if (context) {
    addTraits(context.traits, 'context.traits', add)
    if (isObject(context.device)) addDevice(context.device, add)
    addListed(context.externalIds, 'context.externalIds')
  }
  return faults[0] ?? keys
}

type Add = (type: string, value: unknown, path: string, declared: boolean) => void

function addTraits(traits: unknown, path: string, add: Add): void {
  if (!isObject(traits)) return
  add('phone', traits.phone ?? traits.mobile, `${path}.phone`, false)
  add('email', traits.email, `${path}.email`, false)
}

const advertisingTypes: Record<string, string> = { ios: 'idfa', android: 'gaid' }

function addDevice(device: Fields, add: Add): void {
  add('device_id', device.id, 'context.device.id', false)
  const type = typeof device.type === 'string' ? advertisingTypes[device.type.toLowerCase()] : undefined
  if (type) add(type, device.advertisingId, 'context.device.advertisingId', false)
}

/** Segment's previousId is an old user id or the visitor's anonymous id, which its SDKs make as UUIDs. */
const typeOfPrevious = (id: unknown) =>
  typeof id === 'string' && /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(id) ? 'anonymous_id' : 'user_id'
