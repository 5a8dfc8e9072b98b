import type { ClickHouse } from '@weir/clickhouse'
import { isWeirError } from '@weir/errors'
import type { Insert } from '../range/insert.ts'
import { eventColumns } from './columns.ts'

const scratch = 'weir_data.events_scratch'
const offsetColumn = eventColumns.indexOf('offset')
const indexColumn = eventColumns.indexOf('record_index')

/** Halves the rows in a scratch table of the same columns until the ones ClickHouse refuses stand alone. */
export async function findRefused(
  clickhouse: Pick<ClickHouse, 'insert' | 'command'>,
  insert: Insert,
): Promise<readonly string[]> {
  const lines = String(insert.rows).trimEnd().split('\n')
  const guilty = await refusedAmong(lines)
  await clickhouse.command(`TRUNCATE TABLE ${scratch}`)
  return guilty.map(line => {
    const row = JSON.parse(line) as unknown[]
    return `${row[offsetColumn]}.${row[indexColumn]}`
  })

  async function refusedAmong(some: readonly string[]): Promise<string[]> {
    if (await fits(some)) return []
    if (some.length === 1) return [...some]
    const middle = some.length >> 1
    return [...(await refusedAmong(some.slice(0, middle))), ...(await refusedAmong(some.slice(middle)))]
  }

  async function fits(some: readonly string[]): Promise<boolean> {
    try {
      await clickhouse.insert(scratch, insert.columns, `${some.join('\n')}\n`, { json_type_escape_dots_in_keys: 1 })
      return true
    } catch (error) {
      if (isWeirError(error, 'CLICKHOUSE_DATA_REFUSED')) return false
      throw error
    }
  }
}
