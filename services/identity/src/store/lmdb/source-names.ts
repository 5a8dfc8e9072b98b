import type { Database } from '@weir/lmdb'
import type { SourceNumbers } from './rows.ts'

/**
 * Gives each source of a tenant a small number, for the bitmaps of links. Numbers given inside a transaction are kept
 * apart until it is committed: an undone one must not leave a number behind that was never written.
 */
export function sourceNames(table: Database<number, string[]>) {
  const committed = new Map<string, string[]>()
  let open = new Map<string, string[]>()

  const namesOf = (tenant: string): string[] => {
    const known = open.get(tenant) ?? committed.get(tenant)
    if (known) return known
    const names: string[] = []
    for (const { key, value } of table.getRange({ start: [tenant], end: [tenant, '\uffff'] })) names[value] = key[1]!
    committed.set(tenant, names)
    return names
  }

  return {
    of: (tenant: string): SourceNumbers => ({
      numberOf(name) {
        const names = namesOf(tenant)
        const known = names.indexOf(name)
        if (known >= 0) return known
        open.set(tenant, [...names, name])
        table.put([tenant, name], names.length)
        return names.length
      },
      nameOf(number) {
        const name = namesOf(tenant)[number] ?? reread(tenant)[number]
        return name ?? `source ${number}`
      },
    }),
    committed(): void {
      for (const [tenant, names] of open) committed.set(tenant, names)
      open = new Map()
    },
    /** Also when the fate of the transaction is unknown: what was written is read again. */
    undone(): void {
      committed.clear()
      open = new Map()
    },
  }

  /** Another process may have written since: a reader of links who never writes. */
  function reread(tenant: string): string[] {
    committed.delete(tenant)
    return namesOf(tenant)
  }
}
