import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { MigrateFlags } from './run-migrate.ts'

export function addMigrateCommand(program: Command): void {
  const command = program
    .command('migrate')
    .summary('bring the tables of PostgreSQL and ClickHouse up to date')
    .description(
      'Applies what is missing of schemas/postgres and schemas/clickhouse, and says what it was. Any number may run at ' +
        'once: one does the work. Services do the same when they start; run it before, with a user that may create tables, ' +
        'where theirs may not. Embedded engines need nothing.',
    )
    .option('--dry-run', 'say what would be applied, and change nothing')
    .option('--json', 'print one JSON document: {"dryRun", "engines": [{engine, embedded, migrations}]}')
  withExamples(command, [
    ['weir migrate --dry-run', 'before an upgrade'],
    ['WEIR_STATE_URL=postgres://owner@db/weir weir migrate', 'with a role of its own for the tables'],
  ])
  withAction<MigrateFlags>(command, async () => (await import('./run-migrate.ts')).runMigrate)
}
