import type { Database } from '@weir/lmdb'
import type { SourceNumbers } from './rows.ts'

/**
 * Gives each source of a tenant a small number, for the bitmaps of links. A number is given from what the table holds at
 * that moment; only what was read before the transaction's first new number is remembered, for that one may be undone.
 */
export function sourceNames(table: Database<number, string[]>) {
  const known = new Map<string, readonly string[]>()
  let hasGiven = false

  function read(tenant: string): readonly string[] {
    const names: string[] = []
    for (const { key, value } of table.getRange({ start: [tenant], end: [tenant, '\uffff'] })) names[value] = key[1]!
    if (!hasGiven) known.set(tenant, names)
    return names
  }

  return {
    /** A transaction begins. */
    begin(): void {
      hasGiven = false
    },
    /** A transaction failed, perhaps with others that shared its flush. */
    forget(): void {
      known.clear()
    },
    of: (tenant: string): SourceNumbers => ({
      numberOf(name) {
        const remembered = known.get(tenant)?.indexOf(name) ?? -1
        if (remembered >= 0) return remembered
        const names = read(tenant)
        const found = names.indexOf(name)
        if (found >= 0) return found
        hasGiven = true
        table.put([tenant, name], names.length)
        return names.length
      },
      nameOf: number => known.get(tenant)?.[number] ?? read(tenant)[number] ?? `source ${number}`,
    }),
  }
}
