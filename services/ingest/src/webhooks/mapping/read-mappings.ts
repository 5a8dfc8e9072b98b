import { readdir, readFile } from 'node:fs/promises'
import { type ProviderName, providerNames } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { type Mapping, type Mappings, parseMapping } from './mapping-file.ts'

/** Every file of schemas/sources/providers. @throws WeirError CONFIG_INVALID when one is at fault or missing. */
export async function readMappings(directory: URL): Promise<Mappings> {
  const mappings = new Map<ProviderName, Mapping>()
  for (const name of (await readdir(directory)).filter(file => file.endsWith('.yaml')).sort()) {
    const mapping = parseMapping(await readFile(new URL(name, directory), 'utf8'), name)
    mappings.set(mapping.provider, mapping)
  }
  const missing = providerNames.filter(provider => !mappings.has(provider))
  if (missing.length > 0) throw new WeirError('CONFIG_INVALID', `there is no mapping for ${missing.join(', ')}`)
  return mappings
}
