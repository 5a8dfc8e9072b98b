import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import type { Secrets } from '@weir/privacy'
import { z } from 'zod'
import { createFile, privateDirectory } from './atomic-file.ts'

/** Variables of whoever needs the installation's secrets; `secretsDir` fills in the default. */
export const secretsEnv = {
  WEIR_SECRETS_DIR: z
    .string()
    .optional()
    .describe(
      'Directory of the installation secrets: hmac.key, sealing-<id>.key, each 32 bytes as 64 hex digits; <WEIR_DATA_DIR>/secrets when not set',
    ),
}

/** Where the secrets lie. */
export const secretsDir = (config: { WEIR_SECRETS_DIR?: string | undefined; WEIR_DATA_DIR: string }): string =>
  config.WEIR_SECRETS_DIR ?? join(config.WEIR_DATA_DIR, 'secrets')

const hmacFile = 'hmac.key'
const sealingFile = /^sealing-([A-Za-z0-9][A-Za-z0-9_-]{0,31})\.key$/
const keyBytes = 32

/** `2` before `10`: ids are counted, or dates. */
const byAge = new Intl.Collator('en', { numeric: true })

/**
 * Reads `hmac.key` and every `sealing-<id>.key`. New values are sealed with the key of the greatest id: to rotate, add a
 * file with a greater one to every machine, then restart the services; keep the old files.
 * @throws WeirError CONFIG_INVALID, with the remedy, when they are absent, malformed or open to everybody.
 */
export async function readSecrets(dataDir: string, dir: string = join(dataDir, 'secrets')): Promise<Secrets> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw invalid(`there are no secrets in ${dir}`, cause)
  })
  const ids = names.flatMap(name => sealingFile.exec(name)?.[1] ?? []).sort(byAge.compare)
  const current = ids.at(-1)
  if (!names.includes(hmacFile) || current === undefined) {
    throw invalid(`${dir} lacks ${names.includes(hmacFile) ? 'a sealing key' : hmacFile}`)
  }
  const hmac = await readKey(join(dir, hmacFile))
  const keys = await Promise.all(ids.map(async id => [id, await readKey(join(dir, `sealing-${id}.key`))] as const))
  return { hmac, sealing: { current, keys: new Map(keys) } }
}

/** Makes the secrets on the first start (embedded only), and reads them ever after. */
export async function ensureSecrets(dataDir: string, dir: string = join(dataDir, 'secrets')): Promise<Secrets> {
  await privateDirectory(dir)
  const names = await readdir(dir)
  if (!names.includes(hmacFile)) await createFile(join(dir, hmacFile), newKey())
  if (!names.some(name => sealingFile.test(name))) await createFile(join(dir, 'sealing-1.key'), newKey())
  return readSecrets(dataDir, dir)
}

/**
 * Makes the secrets of a new installation, for every machine of it to have.
 * @throws WeirError CONFIG_INVALID when there are some: with others nobody would be recognised again.
 */
export async function createSecrets(dir: string): Promise<Secrets> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (names.some(name => name === hmacFile || sealingFile.test(name))) {
    throw new WeirError('CONFIG_INVALID', `there are secrets in ${dir} already`, {
      field: 'WEIR_SECRETS_DIR',
      remedy: 'copy them to every machine of the installation; docs/operations.md says how sealing keys are rotated',
    })
  }
  return ensureSecrets(dir, dir)
}

const newKey = () => `${randomBytes(keyBytes).toString('hex')}\n`

async function readKey(path: string): Promise<Uint8Array> {
  const text = (await readFile(path, 'utf8')).trim()
  // A group may read: that is how secrets are mounted into containers. Windows has no such bits.
  const open = (await stat(path)).mode & 0o007
  if (open !== 0 && process.platform !== 'win32') {
    throw new WeirError('CONFIG_INVALID', `${path} is open to every user of this machine`, {
      remedy: `chmod 600 ${path}`,
    })
  }
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw invalid(`${path} does not hold ${keyBytes} bytes as 64 hex digits`)
  return new Uint8Array(Buffer.from(text, 'hex'))
}

const invalid = (message: string, cause?: unknown) =>
  new WeirError('CONFIG_INVALID', message, {
    ...(cause === undefined ? {} : { cause }),
    field: 'WEIR_SECRETS_DIR',
    remedy:
      'one machine: npm start makes them; several: run `weir secrets create` once, and copy what it makes to every ' +
      'machine, mode 600',
  })
