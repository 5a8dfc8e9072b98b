import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import type { JsonFlag } from '../command/answer.ts'
import { withExamples } from '../command/examples.ts'

export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .summary('look at everything Weir stands on, and say what to do')
    .description(
      'Looks at this machine, the secrets, each engine (reachable, version, latency, settings, permissions, clock, free ' +
        'space, migrations) and each service, and says in one line each what is fine (✓), what somebody should look at (!) ' +
        'and what is wrong (✗), with the remedy. Exit code 1 when anything is wrong. Leaves nothing behind; never shows a secret.',
    )
    .option('--json', 'print one JSON document: {"ok", "findings": [{level, about, what, remedy}]}')
  withExamples(command, [
    ['weir doctor', 'before the first start on a new machine, and whenever something is odd'],
    ['weir doctor --json | jq \'.findings[] | select(.level == "fault")\'', 'for scripts'],
  ])
  withAction<JsonFlag>(command, async () => (await import('./run-doctor.ts')).runDoctor)
}
