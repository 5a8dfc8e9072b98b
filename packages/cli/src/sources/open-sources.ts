import { loadConfig } from '@weir/config'
import {
  createSourceStore,
  type ProviderName,
  providerNames,
  readSecrets,
  type SourceStore,
  secretsDir,
} from '@weir/credentials'
import { WeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'
import { withState } from '../command/open-state.ts'
import { configSchema } from '../config.ts'

/** Runs with what is set for sources. */
export async function withSources<T>(run: (sources: SourceStore, state: StateStore) => Promise<T>): Promise<T> {
  const config = loadConfig(configSchema, process.env)
  return withState(config, async state =>
    run(createSourceStore(state, await readSecrets(config.WEIR_DATA_DIR, secretsDir(config))), state),
  )
}

/** @throws WeirError CONFIG_INVALID for a provider Weir does not know. */
export function providerOf(name: string): ProviderName {
  const provider = providerNames.find(known => known === name.replaceAll('-', '_'))
  if (provider) return provider
  throw new WeirError('CONFIG_INVALID', `there is no provider "${name}"`, {
    remedy: `Known are ${providerNames.join(', ')}. Anyone who follows standardwebhooks.com is standard_webhooks.`,
  })
}

export const pathOf = (provider: ProviderName, name: string): string => `/v1/sources/${provider}/${name}`
