import { type ErrorCode, isWeirError, retryable, WeirError } from '@weir/errors'
import { z } from 'zod'
import { retryAfterOf, statusOf, titleOf } from './status.ts'

/** RFC 9457 problem details: the body of every answer that is a failure. */
export const Problem = z
  .object({
    type: z.string().describe('URN of the kind of failure'),
    title: z.string().describe('The kind of failure in words; the same for every failure of a kind'),
    status: z.int().describe('HTTP status'),
    detail: z.string().describe('What is wrong with this request'),
    instance: z.string().describe('URN of this request, as in the X-Request-Id header and in the log'),
    code: z.string().describe('Error code, for programs'),
    field: z.string().optional().describe('Path of the field at fault'),
    remedy: z.string().optional().describe('What to do about it'),
    errors: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .describe('Every fault, when there are several'),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof Problem>
export const problemType = 'application/problem+json; charset=utf-8'

export interface ProblemAnswer {
  status: number
  /** Seconds, for the Retry-After header. */
  retryAfter: number | undefined
  problem: Problem
}

/**
 * The answer to a failure. What a 5xx says comes from fixed texts alone: messages of engines name hosts and paths, and
 * belong in the log.
 */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  const known = isWeirError(error) ? error : fromFastify(error)
  const status = statusOf[known.code]
  const { field, remedy = remedyOf(known.code) } = known
  const problem: Problem = {
    type: `urn:weir:problem:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title: titleOf[known.code],
    status,
    detail: status < 500 ? known.message : hiddenDetail(known.code),
    instance: `urn:weir:request:${requestId}`,
    code: known.code,
  }
  if (field !== undefined) problem.field = field
  if (remedy !== undefined) problem.remedy = remedy
  const faults = faultsOf(error)
  if (faults.length > 1) problem.errors = faults
  return { status, retryAfter: retryAfterOf[known.code], problem }
}

const hiddenDetail = (code: ErrorCode): string =>
  retryable[code]
    ? `${titleOf[code]}; the same request may succeed later.`
    : `${titleOf[code]}; the log has the details.`

const remedyOf = (code: ErrorCode): string | undefined =>
  retryAfterOf[code] === undefined
    ? usualRemedy[code]
    : 'Send the request again, unchanged, after the Retry-After header.'

/** For failures of a caller that say nothing better. */
const usualRemedy: Partial<Record<ErrorCode, string>> = {
  REQUEST_MALFORMED: 'Correct what is named and send the request again.',
  NOT_FOUND: 'Check names and ids in the path.',
  CONFLICT: 'Read it again, and repeat your change on what is there now.',
}

interface FastifyFault {
  code?: unknown
  statusCode?: unknown
  validation?: readonly { instancePath?: string; message?: string }[]
  validationContext?: string
}

function faultsOf(error: unknown): { field: string; message: string }[] {
  const { validation, validationContext = 'body' } = (error ?? {}) as FastifyFault
  if (!Array.isArray(validation)) return []
  return validation.map(({ instancePath = '', message = 'invalid' }) => ({
    field: `${validationContext}${instancePath
      .replace(/\/(\d+)/g, '[$1]')
      .replace(/\/$/, '')
      .replaceAll('/', '.')}`,
    message,
  }))
}

/** Fastify's own failures in our words; one we do not know is a bug of ours, or a plain 4xx. */
function fromFastify(error: unknown): WeirError {
  const { code, statusCode } = (error ?? {}) as FastifyFault
  const [fault] = faultsOf(error)
  if (fault)
    return new WeirError('REQUEST_MALFORMED', `${fault.field}: ${fault.message}`, {
      cause: error,
      field: fault.field,
    })
  const make = typeof code === 'string' ? fastifyFaults[code] : undefined
  if (make) return make()
  if (statusCode === 413) return fastifyFaults.FST_ERR_CTP_BODY_TOO_LARGE!()
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new WeirError('REQUEST_MALFORMED', 'the request could not be read', {
      cause: error,
      remedy: 'Check its path, headers and body.',
    })
  return new WeirError('INTERNAL', 'unexpected failure', { cause: error })
}

const malformed = (message: string, remedy: string) => () => new WeirError('REQUEST_MALFORMED', message, { remedy })

const fastifyFaults: Record<string, () => WeirError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () =>
    new WeirError('REQUEST_TOO_LARGE', 'the body is larger than this endpoint takes', {
      remedy: 'Send less in one request.',
    }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new WeirError('MEDIA_TYPE_UNSUPPORTED', 'this endpoint does not take that content type', {
      field: 'Content-Type',
      remedy: 'Send Content-Type: application/json.',
    }),
  FST_ERR_CTP_EMPTY_JSON_BODY: malformed('the body is empty', 'Send a JSON document.'),
  FST_ERR_CTP_EMPTY_TYPE: malformed('the content type is empty', 'Send Content-Type: application/json.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: malformed(
    'the body is not as long as Content-Length says',
    'Send the whole body.',
  ),
  FST_ERR_BAD_URL: malformed('the path is not valid percent-encoding', 'Encode the path as UTF-8, percent-encoded.'),
  FST_ERR_MAX_PARAM_LENGTH: malformed('a part of the path is too long', 'Shorten it.'),
}
