/** Deeper than this no answer can be written; Weir accepts 64. */
const deepest = 500

/** An original as JSON where it is any; text where it is none, or was refused for nesting beyond what an answer can hold. */
export function jsonOrText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return isDeeperThan(value, deepest) ? text : value
  } catch {
    return text
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some(inner => isDeeperThan(inner, levels - 1))
}
