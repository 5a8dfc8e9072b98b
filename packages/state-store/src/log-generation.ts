import { isWeirError, WeirError } from '@weir/errors'
import type { StateStore } from './state-store.ts'

const at = { collection: 'installation', key: 'log_generation' }

/**
 * The first log ever opened is the log of this installation.
 * @throws WeirError LOG_GENERATION_UNKNOWN for any other: it was made anew, or belongs to another installation.
 */
export async function ensureLogGeneration(state: StateStore, generation: string): Promise<void> {
  try {
    await state.transact([{ put: at.collection, key: at.key, value: { generation }, expect: 0 }])
  } catch (error) {
    if (!isWeirError(error, 'CONFLICT')) throw error
    const known = await knownLogGeneration(state)
    if (known === generation) return
    throw new WeirError(
      'LOG_GENERATION_UNKNOWN',
      `the event log is ${generation}, but this installation's is ${known ?? 'unknown'}`,
      { remedy: 'restore log and state from the same moment, or start with a fresh data directory' },
    )
  }
}

/** The log this installation has; undefined before the first start. */
export const knownLogGeneration = async (state: Pick<StateStore, 'get'>): Promise<string | undefined> =>
  (await state.get<{ generation: string }>(at.collection, at.key))?.value.generation
