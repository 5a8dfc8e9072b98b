import { isWeirError, WeirError } from '@weir/errors'
import { openText, type Secrets, sealText } from '@weir/privacy'
import type { Json, StateStore } from '@weir/state-store'
import type { z } from 'zod'
import { checkNames, createRegistry } from '../registry.ts'
import { createAnswers } from './answers.ts'
import { type SourceSettings, sourceSettings } from './source-settings.ts'
import { type ProviderName, secretFields, type WebhookSource, webhookSettings } from './webhook-source.ts'

export interface SourceStore {
  /** `undefined` where nothing was set. An answer is at most 5 s old. */
  settings(tenant: string, source: string): Promise<SourceSettings | undefined>
  /** Replaces all settings of a source, and registers it when it is new. @throws WeirError REQUEST_MALFORMED */
  putSettings(tenant: string, source: string, settings: SourceSettings): Promise<void>
  /** An endpoint with its secrets. An answer is at most 5 s old. */
  webhook(provider: ProviderName, name: string): Promise<WebhookSource | undefined>
  /**
   * Checks the settings, and adds an endpoint or replaces them. @throws WeirError REQUEST_MALFORMED; CONFLICT when another tenant has an
   * endpoint of that name.
   */
  putWebhook(source: Omit<WebhookSource, 'settings'> & { settings: unknown }): Promise<void>
  /** False when there is none. */
  removeWebhook(tenant: string, provider: ProviderName, name: string): Promise<boolean>
  /** The endpoints of a tenant, without their secrets. */
  webhooks(tenant: string): Promise<readonly WebhookEntry[]>
}

/** An endpoint as an operator sees it. */
export interface WebhookEntry {
  tenant: string
  name: string
  provider: ProviderName
  /** How many of each sort of secret are valid. */
  secrets: Readonly<Record<string, number>>
  /** Unix ms of the last change. */
  changedAt: number
}

type WebhookDocument = {
  tenant: string
  name: string
  provider: ProviderName
  open: { [name: string]: Json }
  sealed: string
  secrets: { [name: string]: number }
  changedAt: number
}

const settingsIn = 'source_settings'
const webhooksIn = 'webhook_sources'
const pageSize = 500

export interface SourceStoreOptions {
  /** How long an answer is kept, ms. */
  cacheMs?: number
  /** Unix ms. */
  now?: () => number
}

/** What is set for sources, in the state store; secrets lie there sealed. */
export function createSourceStore(
  state: StateStore,
  secrets: Pick<Secrets, 'sealing'>,
  { cacheMs = 5_000, now = Date.now }: SourceStoreOptions = {},
): SourceStore {
  const registry = createRegistry(state)
  const settingsByKey = createAnswers(
    async key => (await state.get<{ [K in keyof SourceSettings]: Json }>(settingsIn, key))?.value as SourceSettings,
    cacheMs,
  )
  const webhookByKey = createAnswers(async key => {
    const found = await state.get<WebhookDocument>(webhooksIn, key)
    return found && opened(found.value, secrets)
  }, cacheMs)

  return {
    settings: (tenant, source) => settingsByKey.get(`${tenant}/${source}`),

    async putSettings(tenant, source, given) {
      checkNames({ tenant, source })
      const settings = checked(sourceSettings, given)
      const key = `${tenant}/${source}`
      await retried(async () =>
        state.transact([
          ...(await registry.ensure({ tenant, source }, now())),
          { put: settingsIn, key, value: JSON.parse(JSON.stringify(settings)) as Json },
        ]),
      )
      settingsByKey.forget(key)
    },

    webhook: (provider, name) => webhookByKey.get(`${provider}/${name}`),

    async putWebhook({ tenant, name, settings: given }) {
      checkNames({ tenant, source: name })
      const settings = checked(webhookSettings, given)
      const key = `${settings.provider}/${name}`
      await retried(async () => {
        const before = await state.get<WebhookDocument>(webhooksIn, key)
        if (before && before.value.tenant !== tenant)
          throw new WeirError('REQUEST_MALFORMED', `the name ${name} is taken`, {
            field: 'name',
            remedy: 'Choose another name; it is part of the address of the endpoint.',
          })
        const value = closed({ tenant, name, settings }, secrets, now())
        await state.transact([
          ...(await registry.ensure({ tenant, source: name }, now())),
          { put: webhooksIn, key, value, expect: before?.version ?? 0 },
        ])
      })
      webhookByKey.forget(key)
    },

    async removeWebhook(tenant, provider, name) {
      const key = `${provider}/${name}`
      const found = await state.get<WebhookDocument>(webhooksIn, key)
      if (found?.value.tenant !== tenant) return false
      await state.transact([{ delete: webhooksIn, key, expect: found.version }])
      webhookByKey.forget(key)
      return true
    },

    async webhooks(tenant) {
      const found: WebhookEntry[] = []
      for (let after = ''; ; ) {
        const page = await state.list<WebhookDocument>(webhooksIn, { after, limit: pageSize })
        for (const { value } of page) {
          const { open: _open, sealed: _sealed, ...entry } = value
          if (value.tenant === tenant) found.push(entry)
        }
        const last = page.at(-1)
        if (last === undefined || page.length < pageSize) return found
        after = last.key
      }
    },
  }
}

function closed({ tenant, name, settings }: WebhookSource, secrets: Pick<Secrets, 'sealing'>, changedAt: number) {
  const open: Record<string, Json> = {}
  const hidden: Record<string, readonly string[]> = {}
  for (const [field, value] of Object.entries(settings)) {
    if (secretFields.has(field)) hidden[field] = value as readonly string[]
    else open[field] = value as Json
  }
  const document: WebhookDocument = {
    tenant,
    name,
    provider: settings.provider,
    open,
    sealed: sealText(secrets, JSON.stringify(hidden)),
    secrets: Object.fromEntries(Object.entries(hidden).map(([field, values]) => [field, values.length])),
    changedAt,
  }
  return document
}

function opened({ tenant, name, open, sealed }: WebhookDocument, secrets: Pick<Secrets, 'sealing'>): WebhookSource {
  const hidden = JSON.parse(openText(secrets, sealed)) as Record<string, string[]>
  return { tenant, name, settings: webhookSettings.parse({ ...open, ...hidden }) }
}

/** Says which field is at fault and never what was in it: it may be a secret. */
function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`)
  throw new WeirError('REQUEST_MALFORMED', faults.join('; '), { field: result.error.issues[0]!.path.join('.') })
}

async function retried(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await step()
    } catch (error) {
      if (!isWeirError(error, 'CONFLICT')) throw error
    }
  }
}
