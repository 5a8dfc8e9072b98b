import { WeirError } from '@weir/errors'
import { type Document, parseDocument } from '../json/document.ts'
import { isObject } from '../json/shape.ts'

/** @throws WeirError REQUEST_MALFORMED when the body is no JSON object. */
export function parseObject(body: Buffer): Document & { value: Record<string, unknown> } {
  const document = parseDocument(body)
  const { value } = document
  if (!isObject(value))
    throw new WeirError('REQUEST_MALFORMED', 'the body is no JSON object', {
      field: 'body',
      remedy: 'Send the body as the provider documents it.',
    })
  return { ...document, value }
}

/** Some providers send JSON as a text within JSON. What is none stays text. */
export function innerObject(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return parseDocument(Buffer.from(value)).value
  } catch {
    return value
  }
}
