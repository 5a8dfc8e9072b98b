import { loadConfig, parseDuration } from '@weir/config'
import { createCredentials } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { answer, type JsonFlag, say } from '../command/answer.ts'
import { withState } from '../command/open-state.ts'
import { configSchema } from '../config.ts'

export interface RotateFlags extends JsonFlag {
  keep: string
}

export async function rotateKey(flags: RotateFlags, [id = '']: readonly string[]): Promise<undefined> {
  const keepMs = parseDuration(flags.keep)
  if (keepMs === undefined)
    throw new WeirError('CONFIG_INVALID', `"${flags.keep}" is no duration`, { remedy: 'Write 12h or 7d.' })
  await withState(loadConfig(configSchema, process.env), async state => {
    const { secret, principal } = await createCredentials(state).rotate(id, { keepMs })
    say(`This is the key ${principal.id}. It cannot be shown again; ${id} stays valid for ${flags.keep}.`)
    answer(flags, { ...principal, secret, replaces: id }, secret)
  })
  return undefined
}
