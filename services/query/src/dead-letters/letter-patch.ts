import { JsonPatch } from '@weir/http'

const mostPatchBytes = 64 * 1_024

/** Names that lead out of an object into what all objects have in common. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

/** A JSON Patch as people may send it for dead letters. */
export const LetterPatch = JsonPatch.superRefine((operations, context) => {
  for (const [index, operation] of operations.entries()) {
    if ('value' in operation && operation.value === undefined)
      context.addIssue({ code: 'custom', path: [index, 'value'], message: 'is missing' })
    const pointers = { path: operation.path, from: 'from' in operation ? operation.from : '' }
    for (const [name, pointer] of Object.entries(pointers))
      if (pointer.split('/').some(token => reserved.has(token)))
        context.addIssue({ code: 'custom', path: [index, name], message: 'leads through a reserved name' })
  }
  if (JSON.stringify(operations).length > mostPatchBytes)
    context.addIssue({ code: 'custom', message: `is larger than ${mostPatchBytes} bytes` })
}).describe('JSON Patch (RFC 6902), applied to each original before it is tried: at most 50 operations, 64 KB')

/**
 * Whether the outcome of the patch could tell its author what the event holds, or carry a personal value to a place where
 * it is shown to all.
 */
export const readsValues = (patch: JsonPatch): boolean =>
  patch.some(({ op }) => op === 'test' || op === 'copy' || op === 'move')
