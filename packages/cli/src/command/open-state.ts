import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { WeirError } from '@weir/errors'
import { openStateStore, type StateStore, stateUrl } from '@weir/state-store'
import type { Config } from '../config.ts'

/** Whether the state store is an embedded one that no start has made yet. */
export function isStateAbsent(config: Config): boolean {
  const directory = /^lmdb:(?:\/\/)?(.+)$/.exec(stateUrl(config))?.[1]
  return directory !== undefined && !existsSync(resolve(directory))
}

/**
 * Runs with the state store of an installation that is there: a misspelt directory is not made into a new one.
 * @throws WeirError NOT_FOUND when nothing was started on it yet.
 */
export async function withState<T>(config: Config, run: (state: StateStore) => Promise<T>): Promise<T> {
  if (isStateAbsent(config)) {
    throw new WeirError('NOT_FOUND', `there is no state store at ${stateUrl(config)} yet`, {
      remedy: 'Start Weir once, or set WEIR_DATA_DIR or WEIR_STATE_URL to where it runs.',
    })
  }
  const state = await openStateStore({ url: stateUrl(config) })
  try {
    return await run(state)
  } finally {
    await state.close()
  }
}
