import type { Json, StateStore, Stored } from '@weir/state-store'

const pageSize = 500

/** Every document of a collection below a prefix, page by page. */
export async function listAll<T extends Json>(
  state: StateStore,
  collection: string,
  prefix = '',
): Promise<Stored<T>[]> {
  const all: Stored<T>[] = []
  for (let after: string | undefined; ; after = all.at(-1)?.key) {
    const page = await state.list<T>(collection, { prefix, limit: pageSize, ...(after !== undefined && { after }) })
    all.push(...page)
    if (page.length < pageSize) return all
  }
}
