import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeMachine, machineText } from './machine.ts'
import { createRows, type ScenarioResult } from './results.ts'
import type { Scenario } from './scenario.ts'
import { dashboardsUnderLoad } from './scenarios/dashboards.ts'
import { distributed } from './scenarios/distributed.ts'
import { embeddedServer } from './scenarios/embedded-server.ts'
import { endToEnd } from './scenarios/end-to-end.ts'
import { freshness } from './scenarios/freshness.ts'
import { identity } from './scenarios/identity.ts'
import { identityPostgres } from './scenarios/identity-postgres.ts'
import { idle } from './scenarios/idle.ts'
import { importHistory } from './scenarios/import.ts'
import { ingest } from './scenarios/ingest.ts'
import { ingestKafka } from './scenarios/ingest-kafka.ts'
import { inserts } from './scenarios/inserts.ts'
import { outages } from './scenarios/outages.ts'
import { page } from './scenarios/page.ts'
import { processor } from './scenarios/processor.ts'
import { startUp } from './scenarios/start-up.ts'
import { webhooks } from './scenarios/webhooks.ts'
import { workers } from './scenarios/workers.ts'
import { tableOf } from './table.ts'

/** Short and quiet ones first. */
const scenarios: readonly Scenario[] = [
  ...[idle, startUp, inserts, embeddedServer, ingest, ingestKafka, identity, identityPostgres, processor],
  ...[webhooks, freshness, page, dashboardsUnderLoad, importHistory, endToEnd, workers, outages, distributed],
]
const usage = `npm run bench [-- scenario …] [--quick] [--rounds n] [--json file]

Measures Weir on this machine; everything takes about an hour and wants the machine for itself.
  --quick    a trial with small numbers and one round: its figures have no weight
  --rounds   rounds of each row, 5 unless given
  --json     also writes every figure of every round to a file, - for stdout

${scenarios.map(({ name, question }) => `  ${name.padEnd(17)} ${question}`).join('\n')}
`

const say = (text: string) => process.stderr.write(`${text}\n`)

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const unknown = positionals.filter(name => !scenarios.some(scenario => scenario.name === name))
if (flags.help || unknown.length > 0) {
  process.stderr.write(`${unknown.length > 0 ? `there is no scenario ${unknown.join(', ')}\n\n` : ''}${usage}`)
  process.exit(flags.help ? 0 : 64)
}

const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 5))
const machine = describeMachine()
const tables = flags.json === '-' ? process.stderr : process.stdout
tables.write(`${machineText(machine)}\n`)

const results: ScenarioResult[] = []
for (const scenario of scenarios) {
  if (positionals.length > 0 && !positionals.includes(scenario.name)) continue
  const result = await measure(scenario)
  results.push(result)
  tables.write(`${tableOf(result)}\n`)
}
if (flags.json) {
  const text = `${JSON.stringify({ machine, quick: flags.quick, results }, undefined, 2)}\n`
  if (flags.json === '-') process.stdout.write(text)
  else writeFileSync(flags.json, text)
}
process.exitCode = results.some(({ failure }) => failure) ? 1 : 0

async function measure(scenario: Scenario): Promise<ScenarioResult> {
  const { name, question } = scenario
  const rows = createRows()
  const notes: string[] = []
  const startedAt = performance.now()
  let failure: { failure?: string } = {}
  try {
    await scenario.run({
      rounds,
      quick: flags.quick,
      record: rows.record,
      note: text => notes.push(text),
      say: text => say(`${name}: ${text}`),
    })
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.stack : String(error)}`)
    failure = { failure: error instanceof Error ? error.message : String(error) }
  }
  const seconds = (performance.now() - startedAt) / 1_000
  return { name, question, rows: rows.summary(), notes, seconds, ...failure }
}
