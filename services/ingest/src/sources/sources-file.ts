import { type SourceSettings, sourceSettings, type WebhookSource, webhookSettings } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import { z } from 'zod'

const tenant = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, { error: 'is no name of a tenant' })
const source = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, { error: 'is no name of a source' })

const file = z.strictObject({
  sources: z.array(z.strictObject({ tenant, source, ...sourceSettings.shape })).default([]),
  webhooks: z.array(z.looseObject({ tenant, name: source, provider: z.string() })).default([]),
})

/** What a file sets for sources; it goes before what the state store holds. */
export interface SourcesFile {
  /** By `tenant/source`. */
  settings: ReadonlyMap<string, SourceSettings>
  /** By `provider/name`. */
  webhooks: ReadonlyMap<string, WebhookSource>
}

/** @throws WeirError CONFIG_INVALID naming every fault, and never a value: it may be a secret. */
export function parseSourcesFile(text: string): SourcesFile {
  const faults: string[] = []
  const settings = new Map<string, SourceSettings>()
  const webhooks = new Map<string, WebhookSource>()
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0)
    throw invalid(document.errors.map(({ code, pos }) => `${code} at character ${pos[0]}`))
  const result = file.safeParse(document.toJS() ?? {})
  if (!result.success) throw invalid(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  for (const { tenant: owner, source: name, ...set } of result.data.sources) settings.set(`${owner}/${name}`, set)
  for (const [index, { tenant: owner, name, ...given }] of result.data.webhooks.entries()) {
    const read = webhookSettings.safeParse(given)
    if (!read.success) {
      const at = `webhooks.${index}`
      faults.push(...read.error.issues.map(({ path, message }) => `${[at, ...path].join('.')}: ${message}`))
      continue
    }
    const key = `${read.data.provider}/${name}`
    if (webhooks.has(key)) faults.push(`webhooks.${index}.name: ${key} is there twice`)
    webhooks.set(key, { tenant: owner, name, settings: read.data })
  }
  if (faults.length > 0) throw invalid(faults)
  return { settings, webhooks }
}

const invalid = (faults: readonly string[]) =>
  new WeirError('CONFIG_INVALID', `the sources file has ${faults.length} fault(s):\n  ${faults.join('\n  ')}`, {
    field: 'WEIR_SOURCES_FILE',
    remedy: 'docs/sources.md shows the file',
  })
