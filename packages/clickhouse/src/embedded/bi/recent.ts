/** The last `most` pairs that were used, of texts not longer than `longest`. */
export function createRecent(most: number, longest: number) {
  const pairs = new Map<string, string>()
  return {
    get(key: string): string | undefined {
      const value = pairs.get(key)
      if (value === undefined) return undefined
      pairs.delete(key)
      pairs.set(key, value)
      return value
    },
    set(key: string, value: string): void {
      if (key.length > longest || value.length > longest) return
      pairs.set(key, value)
      if (pairs.size > most) pairs.delete(pairs.keys().next().value!)
    },
  }
}
