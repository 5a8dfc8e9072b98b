// Question: how many events a second does the processor store, and what do it and ClickHouse pay for an event?
// Scenario: ingest and identity fill events.identified beforehand; then the real processor works it off into the real
//   embedded ClickHouse: rows, metric points of every shipped metric in three tiers, the ledger's own count. Ranges of up
//   to 50,000 events; the first quarter of the log is not counted.
// Caveat: a backlog makes the largest ranges. Merges that ClickHouse puts off until after the last event are not counted.

import { watchBacklog } from '../backlog.ts'
import { sendAll } from '../fill.ts'
import { createInstallation } from '../installation.ts'
import { type Scenario, voidUnless } from '../scenario.ts'
import { bodiesOf } from '../traffic.ts'

export const processor: Scenario = {
  name: 'processor',
  question: 'events/s of the processor and CPU of it and of ClickHouse',
  async run(bench) {
    const events = bench.quick ? 60_000 : 250_000
    const installation = await createInstallation()
    try {
      const { pid: clickhousePid, clickhouse } = await installation.startClickHouse()
      const ingest = await installation.startService('ingest')
      const identity = await installation.startService('identity')
      const crowd = { people: 20_000, newDevices: 0.05 }
      for (let round = 0; round < bench.rounds; round++) {
        const before = await identity.counter('weir_identity_events_total')
        await sendAll(
          { url: ingest.url, authorization: installation.authorization },
          bodiesOf({ ...crowd, runId: `p${round}` }, { from: 0, count: events, batchSize: 100 }),
          { connections: 16 },
        )
        await watchBacklog({
          done: async () => (await identity.counter('weir_identity_events_total')) - before,
          events,
          pids: new Map(),
        })
        const service = await installation.startService('processor')
        const { perSecond, cpuUs } = await watchBacklog({
          done: () => service.counter('weir_events_decided_total'),
          events,
          pids: new Map([
            ['processor', service.pid],
            ['clickhouse', clickhousePid],
          ]),
        })
        await service.stop()
        bench.record('backlog', {
          'events/s': perSecond,
          'CPU µs/event': cpuUs.get('processor')!,
          'ClickHouse CPU µs/event': cpuUs.get('clickhouse')!,
        })
        bench.say(`round ${round + 1}`)
      }
      const [row] = await clickhouse.query<{ stored: string }>('SELECT count() AS stored FROM weir_data.events')
      voidUnless(Number(row?.stored) === events * bench.rounds, `${row?.stored} events are stored`)
    } finally {
      await installation.dispose()
    }
  },
}
