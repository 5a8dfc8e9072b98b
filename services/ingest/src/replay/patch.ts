import { isDeepStrictEqual } from 'node:util'
import type { JsonPatch } from '@weir/http'
import { applyPatch, Pointer } from 'rfc6902'
import { parseDocument } from '../json/document.ts'
import { unmarked } from '../json/exact-numbers.ts'
import { isDeeperThan, maxDepth } from '../json/shape.ts'

/** Of a mended original; copies could double it with each operation. */
const mostBytes = 256 * 1_024

type Operation = JsonPatch[number]

/** Which operation failed and why, without a value of the event. */
export interface PatchFault {
  fault: string
  path: string
}

/** The original with the patch applied, as JSON text; numbers that a double cannot hold stay exact. */
export function patched(text: string, patch: readonly Operation[]): { text: string } | PatchFault {
  let value: unknown
  try {
    ;({ value } = parseDocument(Buffer.from(text)))
  } catch {
    return { fault: 'the original is no JSON, so no JSON Patch applies to it', path: '' }
  }
  const document = { root: value }
  for (const [index, operation] of patch.entries()) {
    const why = applySafely(document, operation)
    if (why !== undefined) return { fault: `operation ${index} of the patch: ${why}`, path: operation.path }
  }
  if (isDeeperThan(document.root, maxDepth + 2))
    return { fault: `the event is deeper than ${maxDepth} levels after the patch`, path: '' }
  return { text: unmarked(JSON.stringify(document.root)) }
}

/** What was refused for its depth may exhaust the stack of whoever walks through it: a fault of the patch, no bug. */
function applySafely(document: { root: unknown }, operation: Operation): string | undefined {
  try {
    return apply(document, operation)
  } catch (error) {
    if (error instanceof RangeError) return 'the event is too deep for it'
    throw error
  }
}

/** Why it does not apply; undefined when it did. A wrapper makes the whole document a member like any other. */
function apply(document: { root: unknown }, operation: Operation): string | undefined {
  const inside = { ...operation, path: `/root${operation.path}` }
  if ('from' in inside) inside.from = `/root${inside.from}`
  for (const path of 'from' in inside ? [inside.from, inside.path] : [inside.path]) {
    const why = unreachable(document, path, path === inside.path && adds.has(operation.op))
    if (why !== undefined) return why
  }
  // Not the package's own comparison: it computes a difference, whose cost is the product of two lengths.
  if (inside.op === 'test')
    return isDeepStrictEqual(Pointer.fromJSON(inside.path).get(document), inside.value) ? undefined : 'the test failed'
  if (inside.op === 'remove' && operation.path === '') return 'the whole event cannot be removed'
  const [error] = applyPatch(document, [inside])
  if (error) return 'there is nothing at its path'
  if (grows.has(inside.op) && JSON.stringify(document.root).length > mostBytes)
    return `the event becomes larger than ${mostBytes} bytes`
  return undefined
}

const adds = new Set<Operation['op']>(['add', 'copy', 'move'])
const grows = new Set<Operation['op']>(['add', 'copy', 'replace'])

/**
 * A pointer may lead through what was sent and nothing else: the package follows inherited names too, and a value put
 * under `/toString/call` would change that function for the whole process.
 */
function unreachable(document: object, path: string, mayBeNew: boolean): string | undefined {
  const tokens = Pointer.fromJSON(path).tokens.slice(1)
  let value: unknown = document
  for (const [index, token] of tokens.entries()) {
    if (reserved.has(token)) return `its path leads through ${token}`
    if (typeof value !== 'object' || value === null) return 'there is nothing at its path'
    const isLast = index === tokens.length - 1
    if (isLast && mayBeNew) return undefined
    if (!Object.hasOwn(value, token) || (Array.isArray(value) && token === 'length'))
      return 'there is nothing at its path'
    value = (value as Record<string, unknown>)[token]
  }
  return undefined
}

const reserved = new Set(['__proto__', 'constructor', 'prototype'])
