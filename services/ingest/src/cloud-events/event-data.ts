import { isUtf8 } from 'node:buffer'
import { parseDocument } from '../json/document.ts'
import { isObject } from '../json/shape.ts'

/** Whether data of this media type is JSON. */
export const isJson = (mediaType: string): boolean => /^[\w.-]+\/(?:[\w.-]+\+)?json$/.test(mediaType)

/**
 * The event with its `data_base64` read: JSON and text become `data`; other bytes stay as they are. What was JSON inside
 * base64 may hold half a surrogate pair that the outer text did not show.
 */
export function withData(event: unknown): { body: unknown; surrogates: boolean } {
  if (!isObject(event) || typeof event.data_base64 !== 'string' || event.data !== undefined)
    return { body: event, surrogates: false }
  const bytes = Buffer.from(event.data_base64, 'base64')
  if (!isUtf8(bytes)) return { body: event, surrogates: false }
  const { data_base64: _, ...rest } = event
  const type =
    typeof event.datacontenttype === 'string' ? event.datacontenttype.split(';')[0]!.trim().toLowerCase() : ''
  if (type !== '' && !isJson(type)) {
    return type.startsWith('text/') || type.endsWith('xml')
      ? { body: { ...rest, data: bytes.toString('utf8') }, surrogates: false }
      : { body: event, surrogates: false }
  }
  try {
    const { value, surrogates } = parseDocument(bytes)
    return { body: { ...rest, data: value }, surrogates }
  } catch {
    return { body: event, surrogates: false }
  }
}
