import { loadConfig } from '@weir/config'
import { scopes as allScopes, createCredentials, type NewKey, type Scope } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { answer, type JsonFlag, say } from '../command/answer.ts'
import { withState } from '../command/open-state.ts'
import { configSchema } from '../config.ts'

export interface CreateFlags extends JsonFlag {
  kind: 'write' | 'api'
  tenant: string
  source?: string
  scopes?: string
  name?: string
}

export async function createKey(flags: CreateFlags): Promise<undefined> {
  const key = newKeyOf(flags)
  await withState(loadConfig(configSchema, process.env), async state => {
    const credentials = createCredentials(state)
    const isKnown = (await credentials.tenants()).some(({ name }) => name === key.tenant)
    const { secret, principal } = await credentials.create(key)
    if (!isKnown) say(`The tenant ${key.tenant} is new.`)
    say(`This is the key ${principal.id}. It cannot be shown again; weir keys revoke ${principal.id} takes it away.`)
    answer(flags, { ...principal, secret }, secret)
  })
  return undefined
}

/** @throws WeirError CONFIG_INVALID for flags that do not go together. */
function newKeyOf({ kind, tenant, source, scopes, name }: CreateFlags): NewKey {
  const named = name === undefined ? {} : { name }
  if (kind === 'write') {
    if (source === undefined)
      throw wrong('a write key is that of a source', 'Name it with --source, such as --source web.')
    if (scopes !== undefined) throw wrong('a write key has no scopes but to send events', 'Leave out --scopes.')
    return { kind, tenant, source, ...named }
  }
  if (source !== undefined) throw wrong('an API key belongs to no source', 'Leave out --source, or use --kind write.')
  return { kind, tenant, scopes: scopesOf(scopes), ...named }
}

function scopesOf(list: string | undefined): Scope[] {
  const names = (list ?? '').split(',').map(name => name.trim())
  return names.map(name => {
    const scope = allScopes.find(known => known === name)
    if (scope) return scope
    const what = list === undefined ? 'an API key needs scopes' : `there is no scope "${name}"`
    throw wrong(what, `Name one or more with --scopes: ${allScopes.join(', ')}.`)
  })
}

const wrong = (message: string, remedy: string) => new WeirError('CONFIG_INVALID', message, { remedy })
