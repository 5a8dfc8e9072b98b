import { join } from 'node:path'
import { loadConfig } from '@weir/config'
import { readCredentialsFile } from '@weir/credentials'
import { isWeirError, WeirError } from '@weir/errors'
import type { JsonFlag } from '../command/answer.ts'
import { createWeirApi, type WeirApi } from '../command/weir-api.ts'
import { configSchema } from '../config.ts'

export interface ApiFlags extends JsonFlag {
  url?: string
  key?: string
}

/**
 * Runs with the API of query. @throws WeirError CONFIG_INVALID when address or key are not to be found, OVERLOADED when
 * nobody answers there.
 */
export async function withApi<T>(flags: ApiFlags, run: (api: WeirApi) => Promise<T>): Promise<T> {
  const config = loadConfig(configSchema, process.env)
  const file = await readCredentialsFile(join(config.WEIR_DATA_DIR, 'credentials.json'))
  const queryUrl = flags.url ?? file?.queryUrl
  const key = flags.key ?? config.WEIR_API_KEY ?? file?.apiKeys.manage
  if (queryUrl === undefined || key === undefined)
    throw new WeirError('CONFIG_INVALID', `there is no credentials.json in ${config.WEIR_DATA_DIR}`, {
      remedy: 'Set WEIR_DATA_DIR to where Weir was started first, or give --url and WEIR_API_KEY.',
    })
  try {
    return await run(createWeirApi({ queryUrl, apiKeys: { read: key, manage: key } }))
  } catch (error) {
    if (isWeirError(error) || !(error instanceof TypeError || error instanceof DOMException)) throw error
    throw new WeirError('OVERLOADED', `nobody answers at ${queryUrl}`, {
      cause: error,
      remedy: 'Is Weir running? Then give its address with --url.',
    })
  }
}
