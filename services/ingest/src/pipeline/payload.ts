import { type Fault, type Payload, type PayloadField, type PayloadSchema, type Rejection, rejection } from '@weir/event'
import type { KeyRules } from '@weir/identity-rules'
import type { KeyHasher } from '@weir/privacy'
import { unmarked } from '../json/exact-numbers.ts'
import { setOwn } from '../json/shape.ts'
import { protectObject } from '../protect/free-form.ts'
import { type NameRules, propertyNames, traitNames } from '../protect/names.ts'
import type { SealedFields } from '../protect/sealed-fields.ts'
import { protectTyped } from '../protect/typed.ts'
import { coerce } from './coerce.ts'
import type { Draft } from './draft.ts'
import { shapeItems } from './items.ts'
import { type PayloadShape, payloadShapeOf } from './payload-fields.ts'
import { personOf } from './person.ts'
import { isRejection } from './verdict.ts'

type Fields = Record<string, unknown>

export interface PayloadDeps {
  tenant: string
  rules: KeyRules
  hashOf: KeyHasher
}

export interface ShapedPayload {
  schema: PayloadSchema
  payload: Payload
}

/** The fields of a draft as a payload of its type: typed, checked, protected; the rest as free-form JSON. */
export function shapePayload(draft: Draft, sealed: SealedFields, deps: PayloadDeps): ShapedPayload | Rejection {
  const shape = payloadShapeOf(draft.type)
  const sorted = sortFields(draft, shape)
  const { payload, typed, sentNames, rest } = sorted
  const persons = referPersons(sorted, draft, sealed, deps)
  if (persons) return persons
  const [fault] = shape.schema.check(payload)
  if (fault) return rejectionOf(fault, draft, sentNames)

  for (const field of typed) payload[field.name] = protectTyped(field, payload[field.name], sealed, deps)
  const names = namesBeside(shape, draft.fieldsPath === 'traits' ? traitNames : propertyNames)
  payload.properties = unmarked(JSON.stringify(protectObject(rest, 'properties', { names, sealed })))
  return { schema: shape.schema, payload }
}

/**
 * A field may be sent under several of its names at once (`text` and `description`): the ones that were not taken for it
 * stay among the rest, and are no less personal there.
 */
const namesBeside =
  ({ byName }: PayloadShape, rules: NameRules): NameRules =>
  name => {
    const field = byName.get(name)?.field
    const personal = field !== undefined && (field.sensitivity >= 3 || field.kind === 'person')
    return personal ? { ...rules(name), personal } : rules(name)
  }

interface SortedFields {
  payload: Payload
  /** The fields of the schema that were sent. */
  typed: PayloadField[]
  /** Under which of its names each of them was sent. */
  sentNames: Record<string, string>
  /** What the schema does not name; nothing sent is dropped. */
  rest: Fields
}

function sortFields({ fields, besides }: Draft, { byName }: PayloadShape): SortedFields {
  const payload: Payload = {}
  const typed: PayloadField[] = []
  const sentNames: Record<string, string> = {}
  const rest: Fields = {}
  const sort = (name: string, value: unknown) => {
    const named = byName.get(name)
    if (!named || value === null) return setOwn(rest, name, value)
    const { field, rank } = named
    const before = sentNames[field.name]
    if (before === undefined) typed.push(field)
    else {
      if (byName.get(before)!.rank <= rank) return setOwn(rest, name, value)
      setOwn(rest, before, before in fields ? fields[before] : besides.find(([other]) => other === before)?.[1])
    }
    sentNames[field.name] = name
    payload[field.name] = field.kind === 'items' ? value : coerce(field, value)
  }
  for (const name of Object.keys(fields)) sort(name, fields[name])
  for (const [name, value] of besides) if (!Object.hasOwn(fields, name)) sort(name, value)

  const lines = sentNames.items
  if (lines !== undefined) {
    const shaped = shapeItems(payload.items, byName.get(lines)!.field.fields ?? [])
    payload.items = shaped.items
    if (shaped.rest) setOwn(rest, lines, shaped.rest)
  }
  return { payload, typed, sentNames, rest }
}

function referPersons(
  { payload, typed, sentNames }: SortedFields,
  draft: Draft,
  sealed: SealedFields,
  { tenant, rules, hashOf }: PayloadDeps,
): Rejection | undefined {
  for (const { kind, name } of typed) {
    if (kind !== 'person') continue
    const person = personOf(payload[name], `${draft.fieldsPath}.${sentNames[name]}`, tenant, rules, hashOf)
    if (isRejection(person)) return person
    payload[name] = person.ref
    sealed.put(name, person.value)
  }
  return undefined
}

/** The fault under the name the sender used. */
function rejectionOf(
  { field, code, expected }: Fault,
  { fieldsPath }: Draft,
  sentNames: Record<string, string>,
): Rejection {
  const [, name = field, rest = ''] = /^([^.[]+)(.*)$/.exec(field) ?? []
  return rejection(code, `${fieldsPath}.${sentNames[name] ?? name}${rest}`, expected)
}
