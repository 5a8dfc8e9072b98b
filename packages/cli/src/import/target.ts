import { hostname } from 'node:os'
import { join } from 'node:path'
import { type Credentials, createCredentials, readCredentialsFile } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { say } from '../command/answer.ts'
import { isStateAbsent, withState } from '../command/open-state.ts'
import type { Config } from '../config.ts'
import { readSecretFiles } from '../sources/secret-input.ts'

export interface TargetFlags {
  source: string
  tenant: string
  url?: string
  keyFile?: string
}

/** Where events go, and with which write key. */
export interface Target {
  url: string
  writeKey: string
}

/**
 * Runs with ingest's address and a write key of the source: the one that is given, or one made for this run and revoked
 * behind it, where the state store can be reached from here.
 * @throws WeirError CONFIG_INVALID when there is neither
 */
export async function withTarget<T>(
  flags: TargetFlags,
  { config, writeKey }: { config: Config; writeKey: string | undefined },
  run: (target: Target) => Promise<T>,
): Promise<T> {
  const url = flags.url ?? (await knownUrl(config))
  const given = flags.keyFile === undefined ? writeKey : (await readSecretFiles([flags.keyFile]))?.[0]
  if (given !== undefined) return run({ url, writeKey: given })
  if (isStateAbsent(config))
    throw new WeirError('CONFIG_INVALID', 'there is no write key to send with', {
      remedy:
        'Set WEIR_WRITE_KEY or --key-file to a key of the source, or WEIR_DATA_DIR or WEIR_STATE_URL to where Weir runs.',
    })
  return withState(config, async state => {
    const credentials = createCredentials(state)
    const { tenant, source } = flags
    await revokeLeftBehind(credentials, tenant)
    if (!(await credentials.tenants()).some(({ name }) => name === tenant)) say(`The tenant ${tenant} is new.`)
    const { secret, principal } = await credentials.create({ kind: 'write', tenant, source, name: nameOf(process.pid) })
    try {
      return await run({ url, writeKey: secret })
    } finally {
      await credentials.revoke(principal.id)
    }
  })
}

async function knownUrl(config: Config): Promise<string> {
  const file = await readCredentialsFile(join(config.WEIR_DATA_DIR, 'credentials.json'))
  return file?.ingestUrl || `http://127.0.0.1:${config.WEIR_INGEST_PORT}`
}

const nameOf = (pid: number) => `weir import, process ${pid} on ${hostname()}`

/** Of imports of this machine that were killed. */
async function revokeLeftBehind(credentials: Credentials, tenant: string): Promise<void> {
  for (const { id, name, revokedAt } of await credentials.list(tenant)) {
    const pid = Number(/^weir import, process (\d+) on /.exec(name)?.[1])
    if (revokedAt === undefined && name === nameOf(pid) && !isRunning(pid)) await credentials.revoke(id)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
