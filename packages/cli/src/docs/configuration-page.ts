import type { ConfiguredProcess } from './processes.ts'
import { table } from './table.ts'
import { type Variable, variablesOf } from './variables.ts'

const intro = `# Configuration

Everything is set by environment variables; nothing has to be. \`npm start\` hands its environment to every process it
starts, so \`WEIR_QUERY_PORT=8080 npm start\` is all it takes. An empty variable counts as not set. A process with a faulty
configuration does not start, and names every fault at once.

Sizes are bytes. Times ending in \`_MS\` are milliseconds; other durations are written \`250ms\`, \`30s\`, \`5m\`, \`2h\`, \`7d\`.
A port of 0 picks a free one.

This page is generated from the schemas that check the variables.`

/** docs/configuration.md: what several processes read, then what is of one process alone. */
export function configurationPage(processes: readonly ConfiguredProcess[]): string {
  const [launcher, ...services] = processes
  const variables = variablesOf(services)
  const shared = variables.filter(({ readBy }) => readBy.length > 1)
  const all = services.length
  const launchers = variablesOf(processes).filter(({ readBy }) => readBy.length === 1 && readBy[0] === launcher?.name)
  const own = (name: string) => variables.filter(({ readBy }) => readBy.length === 1 && readBy[0] === name)

  const sharedTable = table(
    ['variable', 'default', 'meaning', 'read by'],
    shared.map(variable => [...cells(variable), variable.readBy.length === all ? 'all' : variable.readBy.join(', ')]),
  )
  return [
    intro,
    `## Several processes\n\n${sharedTable}`,
    ...(launcher ? [section(launcher, launchers)] : []),
    ...services.map(process => section(process, own(process.name))),
  ]
    .join('\n\n')
    .concat('\n')
}

function section({ name, command }: ConfiguredProcess, variables: readonly Variable[]): string {
  const body =
    variables.length > 0
      ? table(['variable', 'default', 'meaning'], variables.map(cells))
      : 'Nothing of its own: it reads the addresses, ports and directories of this page.'
  return `## ${name}\n\n\`${command}\`\n\n${body}`
}

const cells = ({ name, fallback, required, meaning }: Variable): string[] => [
  `\`${name}\``,
  fallback === undefined ? (required ? 'required' : '') : `\`${fallback}\`${inWords(name, fallback)}`,
  meaning,
]

/** Bytes as people say them. */
function inWords(name: string, fallback: string): string {
  const mebibytes = Number(fallback) / 2 ** 20
  if (!name.endsWith('_BYTES') || mebibytes < 1) return ''
  return mebibytes >= 1_024 ? ` (${mebibytes / 1_024} GiB)` : ` (${mebibytes} MiB)`
}
