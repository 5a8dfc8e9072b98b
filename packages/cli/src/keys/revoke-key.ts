import { loadConfig } from '@weir/config'
import { type Credentials, createCredentials } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { answer, type JsonFlag } from '../command/answer.ts'
import { withState } from '../command/open-state.ts'
import { configSchema } from '../config.ts'

export async function revokeKey(flags: JsonFlag, [id = '']: readonly string[]): Promise<undefined> {
  await withState(loadConfig(configSchema, process.env), async state => {
    const credentials = createCredentials(state)
    if (!(await credentials.revoke(id))) throw await notRevoked(credentials, id)
  })
  answer(flags, { revoked: id }, `Revoked ${id}: every process refuses it within 5 seconds.`)
  return undefined
}

async function notRevoked(credentials: Credentials, id: string): Promise<WeirError> {
  // An id is `<tenant>.<random>`.
  const keys = await credentials.list(id.slice(0, Math.max(0, id.indexOf('.'))))
  const revokedAt = keys.find(key => key.id === id)?.revokedAt
  return revokedAt === undefined
    ? new WeirError('NOT_FOUND', `there is no key "${id}"`, { remedy: 'weir keys list shows the ids.' })
    : new WeirError('NOT_FOUND', `the key ${id} was revoked on ${new Date(revokedAt).toISOString()}`)
}
