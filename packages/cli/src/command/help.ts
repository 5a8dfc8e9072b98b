import type { Command } from 'commander'

/** The help of a command as `--help` prints it, examples included. */
export function helpOf(command: Command): string {
  let text = ''
  const { writeOut, ...rest } = command.configureOutput()
  command.configureOutput({
    ...rest,
    writeOut: written => {
      text += written
    },
  })
  command.outputHelp()
  command.configureOutput({ ...rest, ...(writeOut && { writeOut }) })
  return text
}
