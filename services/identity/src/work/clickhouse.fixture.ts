import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'

/** The one table of ClickHouse that identity reads and writes. */
export function markTable() {
  const rows: { generation: string; highWater: string }[] = []
  let isDown = false
  const up = () => {
    if (isDown) throw new WeirError('CLICKHOUSE_UNAVAILABLE', 'connection refused')
  }
  const clickhouse: Pick<ClickHouse, 'query' | 'insert'> = {
    async query<Row>() {
      up()
      const newest = new Map<string, string>()
      for (const { generation, highWater } of rows) {
        if (Number(highWater) >= Number(newest.get(generation) ?? 0)) newest.set(generation, highWater)
      }
      return [...newest].map(([generation, highWater]) => ({ generation, highWater })) as Row[]
    },
    async insert(_table, _columns, lines) {
      up()
      const [generation, highWater] = JSON.parse(String(lines)) as [string, number]
      rows.push({ generation, highWater: String(highWater) })
    },
  }
  return {
    clickhouse,
    rows,
    set down(down: boolean) {
      isDown = down
    },
  }
}
