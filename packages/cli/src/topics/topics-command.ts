import { type Command, InvalidArgumentError } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { ApplyFlags } from './apply.ts'

export function addTopicsCommand(program: Command): void {
  const topics = program
    .command('topics')
    .summary('the topics of the event log in Kafka')
    .description('The four topics of an event log in Kafka. The embedded log makes its own.')
  const apply = topics
    .command('apply')
    .summary('make what is missing, and say what differs')
    .description(
      'Makes the topics that are not there, with the settings the guarantees stand on, and begins each partition with ' +
        'the record that names this log. Run it once before the first start; run again it completes what was cut off. ' +
        'What is there is never changed: what differs is listed with the remedy, and the exit code is 1.',
    )
    .option('--partitions <n>', 'of each topic, when it is made; else WEIR_LOG_PARTITIONS, else 12', countUpTo(256))
    .option(
      '--replication <n>',
      'replicas of each topic, when it is made; else WEIR_KAFKA_REPLICATION, else 3 or the brokers there are',
      countUpTo(9),
    )
    .option('--dry-run', 'say what would be made, and change nothing')
    .option('--json', 'print one JSON document: {"dryRun", "embedded", "generation", "partitions", "topics": […]}')
  withExamples(apply, [
    ['WEIR_LOG_URL=kafka://k1:9092,k2:9092 weir topics apply', 'as the environment of the services says'],
    ['weir topics apply --partitions 48 --dry-run', 'what would happen'],
  ])
  withAction<ApplyFlags>(apply, async () => (await import('./apply.ts')).applyTopicsCommand)
}

const countUpTo = (most: number) => (text: string) => {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`)
  }
  return count
}
