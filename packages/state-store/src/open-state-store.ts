import { WeirError } from '@weir/errors'
import { z } from 'zod'
import type { StateStore } from './state-store.ts'

/** Variables of whoever opens the state store; `stateUrl` fills in the default. */
export const stateStoreEnv = {
  WEIR_STATE_URL: z
    .string()
    .optional()
    .describe('State store: lmdb:<directory>; lmdb:<WEIR_DATA_DIR>/state when not set'),
}

/** The URL of the state store that a configuration means. */
export const stateUrl = (config: { WEIR_STATE_URL?: string | undefined; WEIR_DATA_DIR: string }): string =>
  config.WEIR_STATE_URL ?? `lmdb:${config.WEIR_DATA_DIR}/state`

/**
 * Opens the engine that the URL names; a relative directory is one of the working directory.
 * @throws WeirError CONFIG_INVALID for an engine Weir does not have.
 */
export async function openStateStore({ url }: { url: string }): Promise<StateStore> {
  throw new WeirError('CONFIG_INVALID', `WEIR_STATE_URL: no state store for ${url}`)
}
