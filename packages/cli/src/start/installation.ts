import type { Config } from '../config.ts'

const isEmbedded = (url: string | undefined): boolean => url === undefined || url.startsWith('lmdb:')

/**
 * Whether log or state lie where other machines reach them, too. Then nothing is made up at a start: each machine would
 * have secrets of its own.
 */
export const isDistributed = (config: Pick<Config, 'WEIR_LOG_URL' | 'WEIR_STATE_URL'>): boolean =>
  !isEmbedded(config.WEIR_LOG_URL) || !isEmbedded(config.WEIR_STATE_URL)
