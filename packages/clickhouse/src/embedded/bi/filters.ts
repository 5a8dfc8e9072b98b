import { quoteText } from '../../sql/tokens.ts'
import type { Engine } from '../engine.ts'

export interface Filters {
  /** ClickHouse's additional_table_filters for a tenant, as the tables are now. */
  forTenant(tenant: string): Promise<string>
  /** Tables may have changed. */
  forget(): void
}

/**
 * Binds people to their tenant whatever their SQL says: ClickHouse adds the condition wherever a table of weir_data is
 * read, through views and subqueries too. Tables without a tenant show nothing. (Table functions such as merge() get
 * around it, hence the guard.)
 */
export function createFilters(engine: Engine): Filters {
  let tables: Promise<{ name: string; hasTenant: boolean }[]> | undefined

  const read = async () => {
    const lines = await engine.ask(`
      SELECT t.name, countIf(c.name = 'tenant')
      FROM system.tables AS t LEFT JOIN system.columns AS c ON c.database = t.database AND c.table = t.name
      WHERE t.database = 'weir_data' GROUP BY t.name ORDER BY t.name`)
    return lines
      .split('\n')
      .filter(line => line !== '')
      .map(line => line.split('\t'))
      .map(([name = '', tenants]) => ({ name, hasTenant: tenants === '1' }))
  }

  return {
    forget() {
      tables = undefined
    },
    async forTenant(tenant) {
      tables ??= read()
      const list = await tables.catch(error => {
        tables = undefined
        throw error
      })
      const conditions = [
        ...list.map(({ name, hasTenant }) => [`weir_data.${name}`, hasTenant ? `tenant = ${quoteText(tenant)}` : '0']),
        ['system.databases', "name = 'weir'"],
        ['system.tables', "database = 'weir'"],
        ['system.columns', "database = 'weir'"],
      ]
      return `{${conditions.map(([table, condition]) => `${quoteText(table!)}:${quoteText(condition!)}`).join(',')}}`
    },
  }
}
