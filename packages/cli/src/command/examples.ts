import type { Command } from 'commander'

export type Example = readonly [command: string, meaning: string]

/** Ends a command's help with commands that can be pasted. */
export const withExamples = (command: Command, examples: readonly Example[]): Command =>
  command.addHelpText('after', () => {
    const lines = examples.map(([text, meaning]) => `  ${text}\n      ${meaning}`)
    return `\nExamples:\n${lines.join('\n')}`
  })
