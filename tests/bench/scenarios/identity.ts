// Question: how many events a second does identity resolve when it knows their keys and links, and when many are new?
// Scenario: the real process reads what ingest put into events.accepted before; ingest is idle meanwhile, ClickHouse too.
//   Warm: 2,000 people whose every link was seen 30 times or more. Cold: 35 % of the events show a new device of a known
//   person, which is a new key and a link in the same LMDB transaction. The first quarter of each log is not counted.
// Caveat: warm is not free of writes: a link keeps the three events of smallest hash, so a few per cent are news still.

import { watchBacklog } from '../backlog.ts'
import { sendAll } from '../fill.ts'
import { createInstallation, type Installation, type ServiceProcess } from '../installation.ts'
import type { Scenario } from '../scenario.ts'
import { bodiesOf, type Crowd } from '../traffic.ts'

export const people = 2_000

export const identity: Scenario = {
  name: 'identity',
  question: 'events/s and CPU of identity, all links known and 35 % of the events with a new one',
  async run(bench) {
    const events = bench.quick ? 40_000 : 200_000
    const installation = await createInstallation()
    try {
      await installation.startClickHouse()
      const ingest = await installation.startService('ingest')
      bench.say('making the people known')
      await fill(installation, ingest, { runId: 'first', people, newDevices: 0 }, events)
      await resolve(installation, events)
      for (let round = 0; round < bench.rounds; round++) {
        for (const [row, newDevices] of [
          ['warm', 0],
          ['cold', 0.35],
        ] as const) {
          await fill(installation, ingest, { runId: `${row}${round}`, people, newDevices }, events)
          const { perSecond, cpuUs } = await resolve(installation, events)
          bench.record(row, { 'events/s': perSecond, 'CPU µs/event': cpuUs.get('identity')! })
          bench.say(`${row}, round ${round + 1}`)
        }
      }
    } finally {
      await installation.dispose()
    }
  },
}

export const fill = (installation: Installation, ingest: ServiceProcess, crowd: Crowd, count: number) =>
  sendAll(
    { url: ingest.url, authorization: installation.authorization },
    bodiesOf(crowd, { from: 0, count, batchSize: 100 }),
    { connections: 16 },
  )

async function resolve(installation: Installation, events: number) {
  const service = await installation.startService('identity')
  const result = await watchBacklog({
    done: () => service.counter('weir_identity_events_total'),
    events,
    pids: new Map([['identity', service.pid]]),
  })
  await service.stop()
  return result
}
