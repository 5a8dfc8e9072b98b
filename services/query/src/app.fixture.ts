import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ClickHouse } from '@weir/clickhouse'
import {
  createCredentials,
  createLoginTokens,
  createPlanViolations,
  type PlanViolations,
  type Scope,
} from '@weir/credentials'
import { createMemoryEventLog, type EventLog } from '@weir/event-log'
import type { App } from '@weir/http'
import { parsePolicy } from '@weir/identity-rules'
import { createReadiness } from '@weir/lifecycle'
import type { Secrets } from '@weir/privacy'
import { createMemoryStateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { buildQueryApp, type QueryDeps } from './app.ts'
import { readDictionary } from './metrics/dictionary.ts'

const schemas = fileURLToPath(new URL('../../../schemas', import.meta.url))

/** The policy that ships with Weir. */
export const policyText = () => readFile(`${schemas}/identity/policy.yaml`, 'utf8')

/** The metrics that ship with Weir. */
export const shippedDictionary = () => readDictionary(`${schemas}/metrics`)

export const testSecrets: Secrets = {
  hmac: new Uint8Array(32).fill(1),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(2)]]) },
}

/** Answers every query with no rows. */
export const emptyClickHouse: ClickHouse = {
  query: async () => [],
  command: async () => {},
  insert: async () => {},
  insertOnce: async () => {
    throw new Error('query never inserts')
  },
  ping: async () => {},
  close: async () => {},
}

export interface QueryFixture {
  app: App
  eventLog: EventLog
  planViolations: PlanViolations
  logLines: string[]
  /** Headers of an API key of tenant `demo`. */
  reader: Record<string, string>
  personalReader: Record<string, string>
  manager: Record<string, string>
  otherTenant: Record<string, string>
  /** The cookie of a signed-in browser. */
  signIn(): Promise<string>
}

/** The whole service over memory engines and the shipped definitions. */
export async function queryFixture(changes: Partial<QueryDeps> = {}): Promise<QueryFixture> {
  const logLines: string[] = []
  const state = createMemoryStateStore()
  const credentials = createCredentials(state)
  const logins = createLoginTokens(state)
  const planViolations = createPlanViolations(state)
  const eventLog = changes.eventLog ?? createMemoryEventLog()
  const app = buildQueryApp({
    log: createLogger({ service: 'query', destination: { write: line => void logLines.push(line) } }),
    metrics: createMetrics('query', { process: false }),
    readiness: createReadiness(),
    clickhouse: emptyClickHouse,
    eventLog,
    credentials,
    logins,
    planViolations,
    secrets: testSecrets,
    dictionary: await shippedDictionary(),
    policy: parsePolicy(await policyText()),
    internalToken: 'internal',
    identityUrl: 'http://127.0.0.1:1',
    alertsUrl: 'http://127.0.0.1:1',
    ingestUrl: 'http://127.0.0.1:1',
    publicUrl: () => 'http://127.0.0.1:4000',
    consoleDirectory: fileURLToPath(new URL('./pages/fixture', import.meta.url)),
    ...changes,
  })
  const bearer = async (tenant: string, scopes: readonly Scope[]) => {
    const { secret } = await credentials.create({ kind: 'api', tenant, scopes })
    return { authorization: `Bearer ${secret}` }
  }
  await credentials.create({ kind: 'write', tenant: 'demo', source: 'web' })
  return {
    app,
    eventLog,
    planViolations,
    logLines,
    reader: await bearer('demo', ['read']),
    personalReader: await bearer('demo', ['read', 'read-personal']),
    manager: await bearer('demo', ['read', 'manage']),
    otherTenant: await bearer('other', ['read', 'read-personal', 'manage']),
    async signIn() {
      const session = await logins.redeem(await logins.issue('demo'))
      return `weir_session=${session?.id}`
    },
  }
}
