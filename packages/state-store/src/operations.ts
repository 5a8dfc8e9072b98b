import { WeirError } from '@weir/errors'
import type { Json, Operation } from './state-store.ts'

/** A step of a transaction, checked and encoded once for whatever adapter carries it out. */
export interface Step {
  kind: 'put' | 'delete' | 'check'
  collection: string
  key: string
  /** The version the document must have, 0 for none, `undefined` for any. */
  expect: number | undefined
  /** The document as JSON text; empty unless `kind` is put. */
  json: string
}

/** Bounds that LMDB's longest key and a PostgreSQL index row both allow. */
export const maxKeyBytes = 512
export const maxDocumentBytes = 256 * 1024

const collectionName = /^[a-z][a-z0-9._-]{0,63}$/
// PostgreSQL's text holds neither; LMDB would take both, and the same program would then fail only when distributed.
const unstorable = /\0|\p{Surrogate}/u

const refuse = (message: string) => new WeirError('INTERNAL', `state store: ${message}`)

/** @throws WeirError INTERNAL for a name that some adapter could not store. */
export function checkCollection(collection: string): void {
  if (!collectionName.test(collection)) throw refuse(`"${collection}" is no name of a collection`)
}

/** @throws WeirError INTERNAL for a key that some adapter could not store. */
export function checkKey(collection: string, key: string): void {
  checkCollection(collection)
  const bytes = Buffer.byteLength(key)
  if (bytes === 0 || bytes > maxKeyBytes)
    throw refuse(`a key of ${collection} has ${bytes} bytes, not 1 to ${maxKeyBytes}`)
  if (unstorable.test(key)) throw refuse(`a key of ${collection} holds NUL or half a surrogate pair`)
}

function encode(collection: string, key: string, value: Json): string {
  const json = JSON.stringify(value)
  if (json === undefined) throw refuse(`${collection}/${key} is no JSON`)
  const bytes = Buffer.byteLength(json)
  if (bytes > maxDocumentBytes) throw refuse(`${collection}/${key} has ${bytes} bytes, more than ${maxDocumentBytes}`)
  return json
}

function stepOf(operation: Operation): Step {
  const { key, expect } = operation
  if ('put' in operation) {
    checkKey(operation.put, key)
    return { kind: 'put', collection: operation.put, key, expect, json: encode(operation.put, key, operation.value) }
  }
  const kind = 'delete' in operation ? 'delete' : 'check'
  const collection = 'delete' in operation ? operation.delete : operation.check
  checkKey(collection, key)
  return { kind, collection, key, expect, json: '' }
}

/** @throws WeirError INTERNAL when a step can never be carried out, or two of them name one document. */
export function stepsOf(operations: readonly Operation[]): Step[] {
  const steps = operations.map(stepOf)
  const named = new Set(steps.map(({ collection, key }) => `${collection}\0${key}`))
  if (named.size < steps.length) throw refuse('a transaction names one document twice')
  return steps
}

/** What `transact` throws for the first step whose document has another version. */
export const conflict = ({ collection, key, expect }: Step, version: number): WeirError =>
  new WeirError('CONFLICT', `${collection}/${key} has version ${version}, not ${expect}`, {
    field: `${collection}/${key}`,
    remedy: 'read the document again and decide anew',
  })

/** What every call throws once the store is closed. */
export const closed = (): WeirError => new WeirError('STATE_UNAVAILABLE', 'the state store is closed')
