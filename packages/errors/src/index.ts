/**
 * Every failure Weir can name, and whether the same call may succeed later.
 * The domain knows `retryable`; only packages/http knows HTTP status.
 */
export const retryable = {
  CONFIG_INVALID: false,
  PORT_IN_USE: false,
  PLATFORM_UNSUPPORTED: false,
  DATA_DIR_IN_USE: false,
  DATA_DIR_VERSION: false,
  DISK_FULL: true,
  SECRET_MISMATCH: false,
  REQUEST_MALFORMED: false,
  REQUEST_TOO_LARGE: false,
  MEDIA_TYPE_UNSUPPORTED: false,
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  NOT_FOUND: false,
  CONFLICT: true,
  RATE_LIMITED: true,
  IMPORT_PAUSED: true,
  OVERLOADED: true,
  LOG_UNAVAILABLE: true,
  LOG_FULL: true,
  LOG_GENERATION_UNKNOWN: false,
  LOG_POSITION_INVALID: false,
  LOG_RECORD_INVALID: false,
  STATE_UNAVAILABLE: true,
  FENCED: false,
  RANGE_MISMATCH: false,
  CLICKHOUSE_UNAVAILABLE: true,
  CLICKHOUSE_DATA_REFUSED: false,
  CLICKHOUSE_QUERY_REFUSED: false,
  IDENTITY_UNAVAILABLE: true,
  TIMEOUT: true,
  INTERNAL: false,
} as const satisfies Record<string, boolean>

export type ErrorCode = keyof typeof retryable

export interface ErrorDetails {
  cause?: unknown
  /** What the reader can do about it, one sentence. */
  remedy?: string
  /** JSON path of the field at fault, such as `batch[3].properties.total`. */
  field?: string
}

export class WeirError extends Error {
  override readonly name = 'WeirError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly remedy: string | undefined
  readonly field: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.retryable = retryable[code]
    this.remedy = details.remedy
    this.field = details.field
  }
}

export const isWeirError = (error: unknown, code?: ErrorCode): error is WeirError =>
  error instanceof WeirError && (code === undefined || error.code === code)
