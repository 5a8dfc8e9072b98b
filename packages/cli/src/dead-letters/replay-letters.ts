import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { WeirError } from '@weir/errors'
import { exitCodes } from '@weir/lifecycle'
import { z } from 'zod'
import { answer } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { type FilterFlags, filterOf } from './flags.ts'
import { withApi } from './open-api.ts'

export interface ReplayFlags extends FilterFlags {
  patch?: string
  dryRun?: boolean
  all?: boolean
}

const Replay = z.object({
  dryRun: z.boolean(),
  totals: z.record(z.string(), z.number()),
  letters: z.array(
    z.looseObject({ letter: z.string(), id: z.string(), status: z.string(), message: z.string().optional() }),
  ),
  next: z.string().optional(),
})

type Replay = z.output<typeof Replay>

const fine = new Set(['accepted', 'duplicate'])

/** Exit code 1 when something of it is neither on the log nor stored. */
export async function replayLetters(flags: ReplayFlags, letters: readonly string[]): Promise<number | undefined> {
  const filter = filterOf(flags)
  const named = letters.length > 0
  if (named === Object.keys(filter).length > 0 && !(flags.all && !named))
    throw new WeirError('CONFIG_INVALID', 'it is not said which letters are to be replayed', {
      remedy: 'Name letters, or give a filter such as --code, or --all for every open one.',
    })
  const patch = flags.patch === undefined ? [] : await readPatch(flags.patch)
  const asked = { ...(named ? { letters } : { filter }), patch, dryRun: flags.dryRun ?? false }
  const replay = await withApi(flags, async api => {
    const ask = (cursor?: string) => api.post('/v1/dead-letters/replay', { ...asked, cursor }, Replay)
    let all = await ask()
    while (flags.all && all.next !== undefined) all = joined(all, await ask(all.next))
    return all
  })
  answer(flags, replay, textOf(replay))
  return replay.letters.every(({ status }) => fine.has(status)) ? undefined : exitCodes.failed
}

const joined = (before: Replay, { totals, letters, next, dryRun }: Replay): Replay => ({
  dryRun,
  totals: Object.fromEntries(
    Object.entries(totals).map(([status, count]) => [status, count + (before.totals[status] ?? 0)]),
  ),
  letters: [...before.letters, ...letters],
  next,
})

async function readPatch(path: string): Promise<unknown> {
  const source = await (path === '-' ? text(process.stdin) : readFile(path, 'utf8')).catch((cause: unknown) => {
    throw new WeirError('CONFIG_INVALID', `the patch ${path} cannot be read`, { cause, remedy: 'Check the path.' })
  })
  try {
    return JSON.parse(source)
  } catch (cause) {
    throw new WeirError('CONFIG_INVALID', `the patch ${path} is no JSON`, {
      cause,
      remedy: 'Write a list such as [{"op": "replace", "path": "/properties/total", "value": 9.5}].',
    })
  }
}

function textOf({ letters, totals, dryRun, next }: Replay): string {
  if (letters.length === 0) return 'No such letter is open.'
  const counts = Object.entries(totals).filter(([, count]) => count > 0)
  return [
    columns(
      ['letter', dryRun ? 'would be' : 'is', 'id', 'why'],
      letters.map(({ letter, status, id, message = '' }) => [letter, status, id, message]),
    ),
    `\n${counts.map(([status, count]) => `${count} ${status}`).join(', ')}${dryRun ? ' (dry run: nothing was sent)' : ''}`,
    ...(next === undefined ? [] : ['There are more: --all goes through them.']),
  ].join('\n')
}
