import { exitCodes } from '@weir/lifecycle'
import type { Command } from 'commander'
import { answerFailure, type JsonFlag } from './answer.ts'
import { codeOfFailure } from './failure.ts'

/** What a command does; an exit code says that something is wrong although nothing failed. */
export type Action<Flags extends JsonFlag> = (flags: Flags, args: readonly string[]) => Promise<number | undefined>

/**
 * Runs `load`ed code as the action of a command: only what is asked for is loaded. The process ends once the answer is
 * out; a connection that somebody left open does not keep a script waiting.
 */
export const withAction = <Flags extends JsonFlag>(command: Command, load: () => Promise<Action<Flags>>): Command =>
  command.action(async () => {
    const flags = command.opts<Flags>()
    try {
      const run = await load()
      process.exitCode = (await run(flags, command.args)) ?? exitCodes.stopped
    } catch (error) {
      answerFailure(flags, error)
      process.exitCode = codeOfFailure(error)
    }
    // Behind the answer, so that none is cut off in a pipe.
    process.stdout.write('', () => process.exit())
  })
