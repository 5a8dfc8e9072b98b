import { readFile, stat } from 'node:fs/promises'
import type { SourceStore } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { parseSourcesFile, type SourcesFile } from './sources-file.ts'

export type Sources = Pick<SourceStore, 'settings' | 'webhook'>

/** What is set for sources, by the file first and then by the store. */
export function createSources(store: Sources, file: SourcesFile | undefined): Sources {
  if (!file) return store
  return {
    settings: async (tenant, source) =>
      file.settings.get(`${tenant}/${source}`) ?? (await store.settings(tenant, source)),
    webhook: async (provider, name) =>
      file.webhooks.get(`${provider}/${name}`) ?? (await store.webhook(provider, name)),
  }
}

/** @throws WeirError CONFIG_INVALID when it cannot be read, is at fault, or is open to everybody. */
export async function readSourcesFile(path: string): Promise<SourcesFile> {
  const fault = (message: string, remedy: string, cause?: unknown) =>
    new WeirError('CONFIG_INVALID', message, { field: 'WEIR_SOURCES_FILE', remedy, ...(cause ? { cause } : {}) })
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fault(`${path} cannot be read`, 'Check the path and who may read it.', cause)
  })
  // A group may read: that is how secrets are mounted into containers. Windows has no such bits.
  const isOpen = ((await stat(path)).mode & 0o007) !== 0 && process.platform !== 'win32'
  if (isOpen) throw fault(`${path} holds secrets and is open to every user of this machine`, `chmod 600 ${path}`)
  return parseSourcesFile(text)
}
