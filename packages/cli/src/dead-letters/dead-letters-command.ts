import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { GroupFlags } from './flags.ts'
import type { ListFlags } from './list-letters.ts'
import type { ReplayFlags } from './replay-letters.ts'
import type { ShowFlags } from './show-letter.ts'

export function addDeadLettersCommand(program: Command): void {
  const letters = program
    .command('dead-letters')
    .summary('events that were refused: find, mend, replay')
    .description(
      'Events that were refused, over the API of query: with the manage key of credentials.json, or with --url and the key ' +
        'of WEIR_API_KEY.',
    )
  addGroups(letters)
  addList(letters)
  addShow(letters)
  addReplay(letters)
}

/** Which letters are meant. A flag with an empty text means those that have none. */
const withFilter = (command: Command): Command =>
  command
    .option('--source <name>', 'source the event came from')
    .option('--type <type>', 'event type')
    .option('--code <code>', 'reason')
    .option('--field <path>', 'field at fault')
    .option('--id <id>', 'id of the event')
    .option('--from <time>', 'refused since: a time, or how long ago such as 2h; 30d without')
    .option('--to <time>', 'refused before: a time, or how long ago')

const withApi = (command: Command): Command =>
  command
    .option('--url <url>', 'address of query; that of credentials.json without')
    .option('--key <key>', 'API key; WEIR_API_KEY keeps it out of the list of processes')

function addGroups(letters: Command): void {
  const groups = withApi(
    withFilter(
      letters.command('groups').summary('why events are refused').description('Counts refused events by reason.'),
    ),
  ).option('--json', 'print one JSON document: {"groups": [{code, field, type, source, count, open, sample, …}]}')
  withExamples(groups, [['weir dead-letters groups --from 1d', 'what was refused since yesterday, and why']])
  withAction<GroupFlags>(groups, async () => (await import('./list-groups.ts')).listGroups)
}

function addList(letters: Command): void {
  const list = withApi(
    withFilter(letters.command('list').summary('refused events').description('Lists them, the newest first.')),
  )
    .option('--state <state>', 'open, or replayed: an event with this id is stored by now')
    .option('--limit <count>', 'at most this many, up to 200', '20')
    .option('--cursor <next>', '`next` of the page before')
    .option('--json', 'print one JSON document: {"letters": [{letter, id, source, code, field, state, …}], next}')
  withExamples(list, [['weir dead-letters list --source web --code field_type', 'of one source, for one reason']])
  withAction<ListFlags>(list, async () => (await import('./list-letters.ts')).listLetters)
}

function addShow(letters: Command): void {
  const show = withApi(
    letters
      .command('show')
      .summary('one refused event with its original')
      .description('Shows it as it was sent, where the key may read personal data. Every look is noted in the log.')
      .argument('<letter>', 'as in weir dead-letters list'),
  ).option('--json', 'print one JSON document: the letter, original, delivery, clear')
  withExamples(show, [['weir dead-letters show 6f1c….0.12.0', 'what was sent']])
  withAction<ShowFlags>(show, async () => (await import('./show-letter.ts')).showLetter)
}

function addReplay(letters: Command): void {
  const replay = withApi(
    withFilter(
      letters
        .command('replay')
        .summary('send refused events once more, mended')
        .description(
          'Sends them through the door they came in by, under the ids they had: what is stored already is a duplicate. ' +
            'Without letters those of the filter that are still open.',
        )
        .argument('[letters...]', 'as in weir dead-letters list'),
    ),
  )
    .option('--patch <file>', 'JSON Patch (RFC 6902) for each of them; - is stdin')
    .option('--dry-run', 'only say what would become of them')
    .option('--all', 'every open letter of the filter, not only the newest 100')
    .option('--json', 'print one JSON document: {dryRun, totals, letters: [{letter, id, status, …}]}')
  withExamples(replay, [
    ['weir dead-letters replay --code field_type --patch patch.json --dry-run', 'would this patch mend them?'],
    ['weir dead-letters replay --code field_type --patch patch.json --all', 'mend and store all of them'],
    ['weir dead-letters replay --code plan_property --from 1d', 'after the tracking plan was changed'],
  ])
  withAction<ReplayFlags>(replay, async () => (await import('./replay-letters.ts')).replayLetters)
}
