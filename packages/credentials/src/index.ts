export { replaceFile } from './atomic-file.ts'
export { type CredentialOptions, type Credentials, createCredentials, type NewKey } from './credentials.ts'
export { type CredentialsFile, readCredentialsFile } from './credentials-file.ts'
export { biPassword, clickhouseServicePassword, internalToken } from './derived.ts'
export { ensureFirstStart, type FirstStart } from './first-start.ts'
export { createLoginTokens, type LoginOptions, type LoginTokens, type Session } from './login-tokens.ts'
export { type KeyEntry, type Principal, type Scope, type Source, scopes, type Tenant } from './principal.ts'
export { registeredHmac, registerHmac } from './register-hmac.ts'
export { createSecrets, ensureSecrets, readSecrets, secretsDir, secretsEnv } from './secret-files.ts'
export { createPlanViolations, type PlanViolation, type PlanViolations } from './sources/plan-violations.ts'
export { type SourceSettings, sourceSettings } from './sources/source-settings.ts'
export {
  createSourceStore,
  type SourceStore,
  type SourceStoreOptions,
  type WebhookEntry,
} from './sources/source-store.ts'
export {
  type ProviderName,
  providerNames,
  type SettingsOf,
  type WebhookSettings,
  type WebhookSource,
  webhookSettings,
} from './sources/webhook-source.ts'
