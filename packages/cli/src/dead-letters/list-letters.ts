import { z } from 'zod'
import { answer, say } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { type FilterFlags, filterOf, queryOf } from './flags.ts'
import { withApi } from './open-api.ts'

export interface ListFlags extends FilterFlags {
  state?: string
  limit: string
  cursor?: string
}

const Letters = z.looseObject({
  letters: z.array(
    z.looseObject({
      letter: z.string(),
      id: z.string(),
      source: z.string(),
      type: z.string(),
      code: z.string(),
      field: z.string(),
      receivedAt: z.string(),
      state: z.string(),
    }),
  ),
  next: z.string().optional(),
})

export async function listLetters(flags: ListFlags): Promise<undefined> {
  const { state, limit, cursor } = flags
  const query = queryOf({ ...filterOf(flags), state, limit, cursor })
  const found = await withApi(flags, api => api.get(`/v1/dead-letters${query}`, Letters))
  const table = columns(
    ['letter', 'refused', 'state', 'source', 'type', 'code', 'field', 'id'],
    found.letters.map(one => [
      ...[one.letter, one.receivedAt, one.state, one.source, one.type, one.code, one.field, one.id],
    ]),
  )
  answer(flags, found, found.letters.length > 0 ? table : 'There are none.')
  if (found.next !== undefined && !flags.json) say(`There are more: --cursor ${found.next}`)
  return undefined
}
