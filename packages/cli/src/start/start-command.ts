import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { StartFlags } from './run-start.ts'

export function addStartCommand(program: Command): void {
  const command = program
    .command('start')
    .summary('run Weir, or some of its services, as one supervised tree')
    .description(
      'Runs the services and, where WEIR_CLICKHOUSE_URL names no server, the embedded ClickHouse as one supervised tree. ' +
        'Ctrl-C stops it, ingest first. npm start is the same.',
    )
    .option(
      '--services <names>',
      'run only these, separated by commas: ingest, identity, processor, query, alerts, clickhouse',
    )
    .option('--json', 'print one line {"event":"ready", …} on stdout instead of the banner')
    .option('--watch', 'start a service again when its build changes')
  withExamples(command, [
    ['weir start', 'everything on this machine, on embedded engines'],
    [
      'WEIR_LOG_URL=kafka://k1:9092 WEIR_STATE_URL=postgres://weir@db/weir WEIR_CLICKHOUSE_URL=http://ch:8123 \\\n' +
        '    weir start --services ingest,identity',
      'two services of an installation on several machines',
    ],
  ])
  withAction<StartFlags>(command, async () => (await import('./run-start.ts')).runStart)
}
