import { z } from 'zod'
import { answer } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { filterOf, type GroupFlags, queryOf } from './flags.ts'
import { withApi } from './open-api.ts'

const Groups = z.looseObject({
  groups: z.array(
    z.looseObject({
      code: z.string(),
      field: z.string(),
      type: z.string(),
      source: z.string(),
      count: z.number(),
      open: z.number(),
      lastAt: z.string(),
      sample: z.looseObject({ letter: z.string() }),
    }),
  ),
})

export async function listGroups(flags: GroupFlags): Promise<undefined> {
  const found = await withApi(flags, api => api.get(`/v1/dead-letters/groups${queryOf(filterOf(flags))}`, Groups))
  const table = columns(
    ['code', 'field', 'type', 'source', 'count', 'open', 'last', 'the newest'],
    found.groups.map(({ code, field, type, source, count, open, lastAt, sample }) => [
      ...[code, field, type, source, `${count}`, `${open}`, lastAt, sample.letter],
    ]),
  )
  answer(flags, found, found.groups.length > 0 ? table : 'Nothing was refused.')
  return undefined
}
