import { answer, type JsonFlag, say } from '../command/answer.ts'
import { pathOf, providerOf, withSources } from './open-sources.ts'
import { readPublicKeys, readSecretFiles } from './secret-input.ts'

export interface AddFlags extends JsonFlag {
  tenant: string
  secretFile?: string[]
  keepOld?: boolean
  publicKey?: string[]
  aesKeyFile?: string[]
  appId?: string
  clientId?: string
  clientKey?: string
  publicUrl?: string
}

export async function addSource(flags: AddFlags, [given = '', name = '']: readonly string[]): Promise<undefined> {
  const provider = providerOf(given)
  const { tenant, appId, clientId, clientKey, publicUrl } = flags
  const secrets = await readSecretFiles(flags.secretFile)
  const aesKeys = await readSecretFiles(flags.aesKeyFile)
  const publicKeys = await readPublicKeys(provider, flags.publicKey)
  const path = pathOf(provider, name)

  await withSources(async sources => {
    const before = flags.keepOld ? (await sources.webhook(provider, name))?.settings : undefined
    const old = before && before.provider === provider && 'secrets' in before ? before.secrets.slice(0, 1) : []
    const all = secrets && [...new Set([...secrets, ...old])]
    const fields = { provider, secrets: all, aesKeys, publicKeys, appId, clientId, clientKey, publicUrl }
    const settings = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    await sources.putWebhook({ tenant, name, settings })
  })
  say(`Register the address of ingest with ${path} behind it.`)
  answer(flags, { provider, name, tenant, path }, `POST ${path}`)
  return undefined
}
