import { z } from 'zod'
import { answer } from '../command/answer.ts'
import { type ApiFlags, withApi } from './open-api.ts'

export type ShowFlags = ApiFlags

export async function showLetter(flags: ShowFlags, [letter = '']: readonly string[]): Promise<undefined> {
  const found = await withApi(flags, api =>
    api.get(`/v1/dead-letters/${encodeURIComponent(letter)}`, z.looseObject({})),
  )
  answer(flags, found, JSON.stringify(found, undefined, 2))
  return undefined
}
