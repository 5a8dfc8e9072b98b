import type { IncomingHttpHeaders } from 'node:http'
import { WeirError } from '@weir/errors'
import { type Document, parseDocument } from '../json/document.ts'
import { unmarked } from '../json/exact-numbers.ts'
import { elementTexts } from '../json/originals.ts'
import { isObject } from '../json/shape.ts'
import { textOf } from '../pipeline/text.ts'
import { mostCalls } from '../segment/calls.ts'
import { attributesOf } from './attributes.ts'
import { isJson, withData } from './event-data.ts'

/** One CloudEvent in its JSON form, whatever mode it came in. */
export interface SentCloudEvent {
  body: unknown
  /** `<source>#<id>` where both can be read: what the event is found by, also when it is refused. */
  id: string | undefined
}

export interface CloudEventRequest {
  sent: readonly SentCloudEvent[]
  surrogates: boolean
  flags: readonly string[]
  originalOf(index: number): string
}

const structured = 'application/cloudevents+json'
const batched = 'application/cloudevents-batch+json'

/**
 * The events of a request in binary, structured or batched mode. Plain JSON is taken for structured or batched: people try
 * an API with curl first. @throws WeirError REQUEST_MALFORMED, REQUEST_TOO_LARGE, MEDIA_TYPE_UNSUPPORTED
 */
export function readCloudEvents(headers: IncomingHttpHeaders, body: Buffer): CloudEventRequest {
  const type = mediaType(headers['content-type'])
  if (type === structured) return readStructured(parseDocument(body))
  if (type === batched) return readBatch(parseDocument(body))
  if (type.startsWith('application/cloudevents')) throw unsupported('only the JSON format of CloudEvents is taken')
  if (headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined) return readBinary(headers, body)
  if (!isJson(type) && type !== 'text/plain') throw unsupported('this is no CloudEvent: there are no ce- headers')
  const document = parseDocument(body)
  return Array.isArray(document.value) ? readBatch(document) : readStructured(document)
}

const mediaType = (header: string | undefined) => (header ?? '').split(';')[0]!.trim().toLowerCase()

function readBatch(document: Document): CloudEventRequest {
  const { value } = document
  if (!Array.isArray(value)) throw malformed('the body is no JSON array', 'Send a JSON array of CloudEvents.')
  if (value.length > mostCalls)
    throw new WeirError('REQUEST_TOO_LARGE', `the batch has ${value.length} events, more than ${mostCalls}`, {
      field: 'body',
      remedy: `Send at most ${mostCalls} events in one request.`,
    })
  const events = value.map(withData)
  let originals: string[] | undefined
  return {
    sent: events.map(({ body }) => sentOf(body)),
    surrogates: document.surrogates || events.some(event => event.surrogates),
    flags: document.flags,
    originalOf(index) {
      originals ??= elementTexts(document.text)
      return originals[index] ?? ''
    },
  }
}

/** The kept original is the event's JSON form: the headers were a part of it. */
function readBinary(headers: IncomingHttpHeaders, body: Buffer): CloudEventRequest {
  const datacontenttype = headers['content-type']
  const attributes: Record<string, unknown> = attributesOf(headers)
  if (datacontenttype !== undefined) attributes.datacontenttype = datacontenttype
  if (body.length === 0)
    return { sent: [sentOf(attributes)], surrogates: false, flags: [], originalOf: () => JSON.stringify(attributes) }
  if (datacontenttype === undefined || isJson(mediaType(datacontenttype))) {
    const { value, surrogates, flags } = parseDocument(body)
    const event = { ...attributes, data: value }
    return { sent: [sentOf(event)], surrogates, flags, originalOf: () => unmarked(JSON.stringify(event)) }
  }
  const event = withData({ ...attributes, data_base64: body.toString('base64') })
  return { sent: [sentOf(event.body)], surrogates: false, flags: [], originalOf: () => JSON.stringify(event.body) }
}

/** A CloudEvent in its JSON form. @throws WeirError REQUEST_MALFORMED when it is no object. */
export function readStructured(document: Document): CloudEventRequest {
  if (!isObject(document.value)) throw malformed('the body is no JSON object', 'Send one CloudEvent as a JSON object.')
  const event = withData(document.value)
  return {
    sent: [sentOf(event.body)],
    surrogates: document.surrogates || event.surrogates,
    flags: document.flags,
    originalOf: () => document.text,
  }
}

function sentOf(body: unknown): SentCloudEvent {
  const source = isObject(body) ? textOf(body.source) : undefined
  const id = isObject(body) ? textOf(body.id) : undefined
  return { body, id: source && id ? cloudEventId(source, id) : undefined }
}

/** The id of the event in our words: CloudEvents are told apart by both. */
export const cloudEventId = (source: string, id: string): string => `${source}#${id}`

const malformed = (message: string, remedy: string) =>
  new WeirError('REQUEST_MALFORMED', message, { field: 'body', remedy })

const unsupported = (message: string) =>
  new WeirError('MEDIA_TYPE_UNSUPPORTED', message, {
    field: 'Content-Type',
    remedy: `Send ${structured}, ${batched}, or data with ce- headers.`,
  })
