// Question: how many events a second do one, two and four identity processes resolve on PostgreSQL, and where does the CPU go?
// Scenario: as `identity`, but the state is a PostgreSQL server of its own on this machine, and the log has 12 partitions. The
//   processes start when the log is filled, so all of them share the whole backlog; a first quarter is not counted.
// Caveat: log, server and all processes are on one machine: with fewer cores than processes, more of them add nothing.

import { openPostgres, type Postgres } from '@weir/postgres'
import { findPostgres } from '@weir/testing'
import { watchBacklog } from '../backlog.ts'
import { createInstallation, type Installation } from '../installation.ts'
import type { Scenario } from '../scenario.ts'
import { fill, people } from './identity.ts'

const partitions = 12

export const identityPostgres: Scenario = {
  name: 'identity-postgres',
  question: 'events/s and CPU of 1, 2 and 4 identity processes on PostgreSQL, warm and cold',
  async run(bench) {
    const server = await findPostgres()
    if (!server) return bench.note('no PostgreSQL server is installed: nothing was measured')
    const events = bench.quick ? 40_000 : 200_000
    const installation = await createInstallation({
      WEIR_STATE_URL: await server.createDatabase(),
      WEIR_LOG_PARTITIONS: `${partitions}`,
    })
    const observer = await openPostgres({ url: server.url })
    try {
      await installation.startClickHouse()
      const ingest = await installation.startService('ingest')
      bench.say('making the people known')
      await fill(installation, ingest, { runId: 'first', people, newDevices: 0 }, events)
      await resolve(installation, observer, events, 1)
      for (let round = 0; round < bench.rounds; round++) {
        for (const workers of [1, 2, 4]) {
          for (const [row, newDevices] of [
            ['warm', 0],
            ['cold', 0.35],
          ] as const) {
            await fill(installation, ingest, { runId: `${row}${workers}.${round}`, people, newDevices }, events)
            bench.record(`${row}, ${workers}`, await resolve(installation, observer, events, workers))
            bench.say(`${row} with ${workers}, round ${round + 1}`)
          }
        }
      }
    } finally {
      await installation.dispose()
      await observer.close()
    }
  },
}

async function resolve(installation: Installation, observer: Postgres, events: number, workers: number) {
  const services = await Promise.all(Array.from({ length: workers }, () => installation.startService('identity')))
  const sum = async (metric: string) =>
    (await Promise.all(services.map(service => service.counter(metric)))).reduce((a, b) => a + b, 0)
  const backends = await observer.query<{ pid: number }>('SELECT pid FROM pg_stat_activity')
  const { perSecond, cpuUs } = await watchBacklog({
    done: () => sum('weir_identity_events_total'),
    events,
    pids: new Map([
      ...services.map(({ pid }, at): [string, number] => [`identity ${at}`, pid]),
      ...backends.map(({ pid }): [string, number] => [`server ${pid}`, pid]),
    ]),
  })
  for (const service of services) await service.stop()
  const cpuOf = (part: string) =>
    [...cpuUs].reduce((total, [name, cpu]) => total + (name.startsWith(part) ? cpu : 0), 0)
  return { 'events/s': perSecond, 'identity CPU µs/event': cpuOf('identity'), 'server CPU µs/event': cpuOf('server') }
}
