const remembered = 20_000

/**
 * Some providers sign neither an id nor a time, so who records a delivery could send it again under another id. The same
 * signed bytes keep the id under which they came first, and so are a duplicate. In memory, of this process: the newest
 * twenty thousand.
 */
export function createReplays() {
  const firstIds = new Map<string, string>()
  return function firstId(source: string, signed: string, id: string): string {
    const key = `${source}/${signed}`
    const first = firstIds.get(key) ?? id
    firstIds.delete(key)
    firstIds.set(key, first)
    if (firstIds.size > remembered) firstIds.delete(firstIds.keys().next().value!)
    return first
  }
}
