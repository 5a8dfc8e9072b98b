/** Deepest nesting of an event, as of design: ClickHouse's JSON and every recursive reader behind us rely on it. */
export const maxDepth = 64

/**
 * Whether the value nests deeper than `levels` containers. Everything after this check may recurse without fear.
 * The recursion itself is bounded by `levels`.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeperThan(item, levels - 1)) return true
    return false
  }
  for (const name in value) if (isDeeperThan((value as Record<string, unknown>)[name], levels - 1)) return true
  return false
}

/** Whether the JSON text of the value is longer than `bytes`, UTF-8. The value is not deeper than `maxDepth`. */
export function isLargerThan(value: unknown, bytes: number): boolean {
  const characters = sizeOf(value)
  // A character is one to six bytes (an escaped control character), so only sizes in between need the exact length.
  if (characters > bytes) return true
  if (characters * 6 < bytes) return false
  return Buffer.byteLength(JSON.stringify(value)) > bytes
}

/** At most the characters of the JSON text: escapes and scalars counted as one, commas left out. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 1
  let size = 2
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item)
  else for (const name in value) size += name.length + 3 + sizeOf((value as Record<string, unknown>)[name])
  return size
}

/** `target[name] = value`, also for `__proto__`, which would change the object's prototype instead. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  else target[name] = value
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
