import type { Command } from 'commander'
import { withAction } from '../command/action.ts'
import { withExamples } from '../command/examples.ts'
import type { ImportFlags } from './run-import.ts'

export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .summary('import history from NDJSON, CSV or Parquet')
    .description(
      'Sends the events of files to ingest, on a lane of their own: live events come first. Files are NDJSON (Segment calls ' +
        'or CloudEvents), CSV or Parquet, and may be compressed with gzip or zstd. An import that was stopped goes on where ' +
        'it stopped, and rows keep their ids, so none is stored twice. Rows that are no events are listed in ' +
        'FILE.rejected.ndjson. Ends with 0 only if every row was accepted, with 1 if some were not or the file was imported ' +
        'before, with 130 when it was stopped.',
    )
    .argument('<file...>', 'files, one after another')
    .requiredOption('--source <name>', 'what the events belong to')
    .option('--tenant <name>', 'whose they are; a key that is given decides it itself', 'demo')
    .option('--mapping <path>', 'what the columns of CSV and Parquet files mean: docs/import.md')
    .option('--url <url>', 'address of ingest; the one of this installation without')
    .option(
      '--key-file <path>',
      'file of a write key of the source, - is stdin; else WEIR_WRITE_KEY, else one made for this run',
    )
    .option('--state <dir>', 'where to note how far it came; imports/ in the data directory without')
    .option('--again', 'send everything from the first row, also what was imported before')
    .option('--json', 'print one JSON document: ok, sent, seconds, eventsPerSecond, files: [{outcome, errors, …}]')
  withExamples(command, [
    ['weir import history.ndjson.gz --source web', 'Segment calls or CloudEvents, one a line'],
    ['weir import orders-*.csv --source shop --mapping orders.yaml', 'tables, with what their columns mean'],
    [
      'WEIR_WRITE_KEY=wk_… weir import events.parquet --source app --mapping app.yaml --url https://in.example --state .',
      'from another machine',
    ],
  ])
  withAction<ImportFlags>(command, async () => (await import('./run-import.ts')).runImport)
}
