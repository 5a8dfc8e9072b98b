/**
 * What a service's log line means to the person at the terminal; undefined: nothing, it is in the log file.
 * While the tree starts, services wait for each other: their warnings of that are no news.
 */
export function announcement(service: string, text: string, ready: boolean): string | undefined {
  let line: Record<string, unknown>
  try {
    line = JSON.parse(text) as Record<string, unknown>
  } catch {
    return `${service.padEnd(10)} ${text.slice(0, 500)}`
  }
  const message = String(line.msg ?? '')
  if (line.announce === true) {
    return `${service.padEnd(10)} ${message}${line.receipt ? `\n           receipt ${String(line.receipt)}` : ''}`
  }
  const levels = ready ? ['warn', 'error', 'fatal'] : ['error', 'fatal']
  if (!levels.includes(String(line.level))) return undefined
  const cause = line.err as { message?: string } | undefined
  const detail = cause?.message && cause.message !== message ? `: ${cause.message}` : ''
  const remedy = line.remedy ? `\n           ${String(line.remedy)}` : ''
  return `${service.padEnd(10)} ${String(line.level)}: ${message}${detail}${remedy}`
}
