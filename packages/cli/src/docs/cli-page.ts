import type { Command } from 'commander'
import { helpOf } from '../command/help.ts'
import { buildProgram } from '../program.ts'

const intro = `# The command line

\`npx weir\` inside the repository installs and builds what is missing, as every npm script does; \`npm start\` is
\`weir start\`. Commands read the same environment as the services ([configuration.md](configuration.md)), so give them the
same. The answer goes to stdout, everything for people beside it to stderr. With \`--json\` the answer is one JSON document,
and so is a failure: \`{"error": {code, message, field, remedy}}\`; only \`weir start\` keeps stdout for its ready line.

| exit code | means |
| --- | --- |
| 0 | fine |
| 1 | something is wrong: what was asked for is not there, or a check found a fault |
| 75 | an engine could not be reached; the same may succeed later |
| 78 | flags, configuration or secrets do not fit; the last lines say what to do |

This page is generated from the commands' own help.`

/** docs/cli.md: the help of every command that does something, in the order in which they are needed. */
export function cliPage(): string {
  const program = buildProgram()
  return [intro, ...program.commands.flatMap(command => sections(command, program.name()))].join('\n\n').concat('\n')
}

function sections(command: Command, parent: string): string[] {
  const words = `${parent} ${command.name()}`
  if (command.commands.length > 0) return command.commands.flatMap(sub => sections(sub, words))
  return [`## ${words}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\``]
}
