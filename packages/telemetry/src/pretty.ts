import type { DestinationStream } from 'pino'

const hidden = new Set(['level', 'time', 'service', 'msg', 'err'])
const colours: Record<string, number> = { fatal: 35, error: 31, warn: 33, info: 32, debug: 36, trace: 90 }

/** Turns JSON lines into short ones for a terminal: `12:00:01 info ingest listening url=http://…`. */
export function prettyLines(out: DestinationStream): DestinationStream {
  return { write: line => out.write(prettyLine(line)) }
}

/** One JSON line for people; a line that is none is left alone. */
export function prettyLine(line: string): string {
  let fields: Record<string, unknown>
  try {
    fields = JSON.parse(line) as Record<string, unknown>
  } catch {
    return line
  }
  const level = String(fields.level)
  const rest = Object.entries(fields)
    .filter(([name]) => !hidden.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const error = fields.err as { message?: string; stack?: string } | undefined
  const trace = error ? `\n  ${(error.stack ?? error.message ?? '').replaceAll('\n', '\n  ')}` : ''
  const paint = `\u001b[${colours[level] ?? 0}m${level}\u001b[0m`
  return `${String(fields.time).slice(11, 19)} ${paint} ${String(fields.service)} ${String(fields.msg ?? '')}${rest.join('')}${trace}\n`
}
