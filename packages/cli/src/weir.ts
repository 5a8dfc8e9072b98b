import { CommanderError } from 'commander'
import { codeOfFailure, failureText } from './command/failure.ts'
import { buildProgram } from './program.ts'

try {
  await buildProgram().parseAsync()
} catch (error) {
  // Commander has said what was wrong with the command line.
  if (!(error instanceof CommanderError)) process.stderr.write(`${failureText(error)}\n`)
  process.exitCode = codeOfFailure(error)
}
