import { isObject } from '../json/shape.ts'
import { textOf } from '../pipeline/text.ts'
import { propertyNames } from './names.ts'
import { maskedText } from './personal-text.ts'
import type { SealedFields } from './sealed-fields.ts'

/** What becomes of the value at a path of the context. */
type Treatment = 'plain' | 'leave out' | 'seal' | 'cut at query'

const treatments: Record<string, Treatment> = {
  // Already among the keys.
  'context.externalIds': 'leave out',
  'context.device.id': 'leave out',
  'context.device.advertisingId': 'leave out',
  // About the person, or a credential of the device.
  'context.traits': 'seal',
  'context.externalId': 'seal',
  'context.ip': 'seal',
  'context.location': 'seal',
  'context.device.token': 'seal',
  'context.page.search': 'seal',
  // The query of an address may carry tokens of the visitor.
  'context.page.url': 'cut at query',
  'context.page.referrer': 'cut at query',
}

/** A place in the contexts seen so far: senders' code makes the same few again and again. */
interface Place {
  path: string
  /** Name in the map of the event: the path without `context.`. */
  entry: string
  treatment: Treatment
  below: Map<string, Place>
}

const mostPlaces = 20_000
const newRoot = (): Place => ({ path: 'context', entry: '', treatment: 'plain', below: new Map() })
let root = newRoot()
let places = 0

function placeOf(parent: Place, name: string): Place {
  const known = parent.below.get(name)
  if (known) return known
  const judged = propertyNames(name)
  const path = `${parent.path}.${judged.name}`
  const treatment = Object.hasOwn(treatments, path) ? treatments[path]! : judged.personal ? 'seal' : 'plain'
  const place: Place = { path, entry: path.slice('context.'.length), treatment, below: new Map() }
  parent.below.set(name, place)
  places++
  return place
}

/**
 * The context as a map of dotted names to texts, the form it has in ClickHouse. What is personal in it is sealed, in
 * pages' addresses too.
 */
export function protectContext(
  context: Record<string, unknown> | undefined,
  notes: Record<string, string>,
  sealed: SealedFields,
): Record<string, string> {
  const entries: Record<string, string> = {}
  for (const name in notes) entries[name] = maskedText(notes[name]!) ?? notes[name]!
  if (!context) return entries
  // A sender that makes names up must not fill the memory.
  if (places > mostPlaces) {
    root = newRoot()
    places = 0
  }
  flatten(context, root, entries, sealed)
  return entries
}

function flatten(
  value: Record<string, unknown>,
  at: Place,
  entries: Record<string, string>,
  sealed: SealedFields,
): void {
  for (const name in value) {
    const inner = value[name]
    if (inner === null || inner === '') continue
    const place = placeOf(at, name)
    if (place.treatment === 'leave out') continue
    if (place.treatment === 'seal' && typeof inner !== 'boolean') sealed.put(place.path, inner)
    else if (isObject(inner)) flatten(inner, place, entries, sealed)
    else put(inner, place, entries, sealed)
  }
}

function put(
  value: unknown,
  { path, entry, treatment }: Place,
  entries: Record<string, string>,
  sealed: SealedFields,
): void {
  const text = textOf(value) ?? JSON.stringify(value)
  const shown = treatment === 'cut at query' ? text.replace(/[?#].*$/s, '') : text
  const masked = maskedText(shown)
  if (masked !== undefined || shown !== text) sealed.put(path, value)
  // A map of the log; `__proto__` as a name would change the object instead.
  if (entry !== '__proto__') entries[entry] = masked ?? shown
}
