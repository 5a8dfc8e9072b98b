import pino, { type DestinationStream, type Logger } from 'pino'
import { describeError } from './error-fields.ts'
import { prettyLines } from './pretty.ts'

export type { Logger } from 'pino'

export interface LoggerOptions {
  /** Name of the process, on every line. */
  service: string
  level?: string
  format?: 'auto' | 'json' | 'pretty'
  /** Where lines go; stderr unless a test wants them. */
  destination?: DestinationStream
}

/** Fields that hold secrets or content of events wherever they turn up: a log line never needs them. */
const secretFields = [
  'authorization',
  'cookie',
  'writeKey',
  'apiKey',
  'secret',
  'password',
  'token',
  'keys',
  'traits',
  'properties',
  'payload',
  'body',
]

/**
 * A pino logger: one JSON object a line on stderr, `level` as a word, `time` in ISO 8601.
 * Writes are synchronous, so the line before a crash is there, and Weir writes few lines.
 */
export function createLogger({ service, level = 'info', format = 'auto', destination }: LoggerOptions): Logger {
  const pretty =
    format === 'pretty' || (format === 'auto' && destination === undefined && process.stderr.isTTY === true)
  const stderr = destination ?? pino.destination({ dest: 2, sync: true })
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: ['key.value', 'person.value', ...secretFields.flatMap(field => [field, `*.${field}`, `*.*.${field}`])],
        censor: '[redacted]',
      },
    },
    pretty ? prettyLines(stderr) : stderr,
  )
}
