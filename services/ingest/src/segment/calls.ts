import { WeirError } from '@weir/errors'
import { isDeeperThan, isLargerThan, isObject, maxDepth } from '../json/shape.ts'

export const callKinds = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export type CallKind = (typeof callKinds)[number]

/** One call as sent, with what its batch says for all. */
export interface Call {
  /** The path it came by, or its `type` in a batch: whatever was sent there. */
  kind: unknown
  /** The call; any JSON value in a batch. */
  body: unknown
  shared: Shared
}

/** What a batch says once for all its calls. */
export interface Shared {
  context: unknown
  sentAt: unknown
}

const nothingShared: Shared = { context: undefined, sentAt: undefined }

/** Most calls of one batch: more than 4 MB of real events can hold. */
export const mostCalls = 10_000

/** Most bytes of a batch's context: it is repeated in each of its events. */
const maxSharedBytes = 8 * 1_024

/** The calls of a request to one of Segment's paths. @throws WeirError REQUEST_MALFORMED, REQUEST_TOO_LARGE */
export function callsOf(path: CallKind | 'batch', body: unknown): Call[] {
  if (!isObject(body)) throw malformed('body', 'the body is no JSON object', 'Send one JSON object.')
  if (path !== 'batch') return [{ kind: path, body, shared: nothingShared }]
  const { batch } = body
  if (!Array.isArray(batch))
    throw malformed('batch', 'batch is no array', 'Send {"batch": [ … ]} with one object for each call.')
  if (batch.length > mostCalls)
    throw new WeirError('REQUEST_TOO_LARGE', `the batch has ${batch.length} calls, more than ${mostCalls}`, {
      field: 'batch',
      remedy: `Send at most ${mostCalls} calls in one request.`,
    })
  if (isDeeperThan(body.context, maxDepth) || isLargerThan(body.context, maxSharedBytes))
    throw new WeirError('REQUEST_TOO_LARGE', 'the context of the batch is too large or too deep', {
      field: 'context',
      remedy: `Send at most ${maxSharedBytes} bytes of context for all calls, the rest with each call.`,
    })
  const shared: Shared = { context: body.context, sentAt: body.sentAt }
  return batch.map((call: unknown) => ({ kind: isObject(call) ? call.type : undefined, body: call, shared }))
}

const malformed = (field: string, message: string, remedy: string) =>
  new WeirError('REQUEST_MALFORMED', message, { field, remedy })
