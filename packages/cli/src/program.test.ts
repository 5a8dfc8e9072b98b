import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { helpOf } from './command/help.ts'
import { buildProgram } from './program.ts'

/** Every command that does something, by the words that call it. */
function leaves(command: Command, words = command.name()): [string, Command][] {
  if (command.commands.length === 0) return [[words, command]]
  return command.commands.flatMap(sub => leaves(sub, `${words} ${sub.name()}`))
}

describe('weir', () => {
  it.each(leaves(buildProgram()))('%s explains itself, with examples that call it', (words, command) => {
    const help = helpOf(command)
    expect(help).toContain(`Usage: ${words} `)
    const examples = help.split('\nExamples:\n')[1]
    expect(examples).toContain(words)
    expect(command.summary()).not.toBe('')
    expect(command.options.map(option => option.long)).toContain('--json')
  })
})
