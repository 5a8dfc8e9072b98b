// Question: what does an insert cost the embedded ClickHouse, and what each row of it?
// Scenario: the real embedded process alone; rows shaped like stored events go into weir_data.events with `insertOnce`, one
//   after another, flushed to disk as the processor's are.
// Caveat: the table grows as it goes, and merges run beside the inserts: their CPU is within.
import { createInstallation } from '../installation.ts'
import { cpuWatch } from '../process-cost.ts'
import type { Scenario } from '../scenario.ts'
import { eventColumns, eventLine } from '../stored-rows.ts'

export const inserts: Scenario = {
  name: 'inserts',
  question: 'inserts/s into the embedded ClickHouse and CPU of each, by rows',
  async run(bench) {
    const forMs = bench.quick ? 1_000 : 4_000
    const installation = await createInstallation()
    try {
      const { pid, clickhouse } = await installation.startClickHouse()
      let offset = 0
      const insert = async (rowCount: number) => {
        const from = offset++
        const lines = Array.from({ length: rowCount }, (_, index) => eventLine(from, index))
        const rows = Buffer.from(lines.join(''))
        const readBack = { where: 'partition = 0 AND offset = {from:UInt64}', params: { from: String(from) } }
        const token = { log: 'bench', partition: 0, from, to: from + 1 }
        await clickhouse.insertOnce({
          ...{ table: 'weir_data.events', columns: eventColumns, rows, rowCount, token, readBack },
          unknown: false,
        })
      }
      for (const rowCount of [1, 1_000, 20_000]) {
        for (let warm = 0; warm < 5; warm++) await insert(rowCount)
        for (let round = 0; round < bench.rounds; round++) {
          const watched = cpuWatch(new Map([['clickhouse', pid]]))
          const until = performance.now() + forMs
          let count = 0
          while (performance.now() < until) {
            await insert(rowCount)
            count += 1
          }
          const { seconds, cpu } = watched()
          const cpuMs = cpu.get('clickhouse')! * 1_000
          bench.record(`${rowCount.toLocaleString('en')} rows`, {
            'inserts/s': count / seconds,
            'CPU ms/insert': cpuMs / count,
            'rows/s': (count * rowCount) / seconds,
            'CPU µs/row': (cpuMs * 1_000) / count / rowCount,
          })
        }
        bench.say(`${rowCount} rows`)
      }
    } finally {
      await installation.dispose()
    }
  },
}
