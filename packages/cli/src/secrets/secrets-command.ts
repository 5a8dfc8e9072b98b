import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import type { JsonFlag } from '../command/answer.ts'
import { withExamples } from '../command/examples.ts'

export function addSecretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .summary('the secrets every machine of an installation has')
    .description(
      'The HMAC secret that recognises people, and the keys that seal personal values: WEIR_SECRETS_DIR. One machine on ' +
        'embedded engines makes its own at the first start; several machines need the same ones.',
    )
  const create = secrets
    .command('create')
    .summary('make them, once for an installation')
    .description(
      'Makes hmac.key and sealing-1.key, mode 600, in WEIR_SECRETS_DIR. Refuses where there are secrets: they are never ' +
        'overwritten. Copy the directory to every machine, and keep it with your back-ups.',
    )
    .option('--json', 'print one JSON document: directory, files, fingerprint')
  withExamples(create, [
    ['weir secrets create', 'into <WEIR_DATA_DIR>/secrets'],
    ['WEIR_SECRETS_DIR=/etc/weir/secrets weir secrets create', 'where your machines are given them from'],
  ])
  withAction<JsonFlag>(create, async () => (await import('./create-secrets.ts')).createSecretsCommand)
}
