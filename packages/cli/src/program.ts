import { Command } from 'commander'
import { addDeadLettersCommand } from './dead-letters/dead-letters-command.ts'
import { addDoctorCommand } from './doctor/doctor-command.ts'
import { addImportCommand } from './import/import-command.ts'
import { addKeysCommand } from './keys/keys-command.ts'
import { addMigrateCommand } from './migrate/migrate-command.ts'
import { addSecretsCommand } from './secrets/secrets-command.ts'
import { addSourcesCommand } from './sources/sources-command.ts'
import { addStartCommand } from './start/start-command.ts'
import { addTopicsCommand } from './topics/topics-command.ts'

/** Columns of help texts, whatever the terminal: docs/cli.md is made of them. */
const helpColumns = 100

/** The command line `weir` with everything it can do. */
export function buildProgram(): Command {
  const program = new Command('weir')
    .description(
      'Runs and looks after Weir. Configuration comes from the environment: docs/configuration.md lists every variable.',
    )
    .configureOutput({
      getOutHelpWidth: () => helpColumns,
      getErrHelpWidth: () => helpColumns,
      outputError: (text, write) => write(text.replace(/^error: /, 'weir: ')),
    })
    .showHelpAfterError('      --help shows what there is')
    .exitOverride()
  addStartCommand(program)
  addSecretsCommand(program)
  addMigrateCommand(program)
  addTopicsCommand(program)
  addDoctorCommand(program)
  addKeysCommand(program)
  addSourcesCommand(program)
  addImportCommand(program)
  addDeadLettersCommand(program)
  return program
}
