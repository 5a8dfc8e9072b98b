import { readFileSync } from 'node:fs'
import { createPlanViolations, createSourceStore } from '@weir/credentials'
import { decodeEventBatch, decodeRejectedBatch, type Event, type RejectedEvent } from '@weir/event'
import { createMemoryEventLog, type EventLog, topics } from '@weir/event-log'
import { parsePolicy } from '@weir/identity-rules'
import { createReadiness } from '@weir/lifecycle'
import { openValues, type Secrets } from '@weir/privacy'
import { createMemoryStateStore } from '@weir/state-store'
import { createLogger, createMetrics } from '@weir/telemetry'
import { buildIngest, type IngestOptions } from '../app.ts'
import { createEngines } from '../engines.ts'
import { createViolationSummary } from '../plan/violation-summary.ts'
import { readMappings } from '../webhooks/mapping/read-mappings.ts'

export const testSecrets: Secrets = {
  hmac: Buffer.alloc(32, 7),
  sealing: { current: 'k1', keys: new Map([['k1', Buffer.alloc(32, 9)]]) },
}

export const shippedPolicy = () =>
  parsePolicy(readFileSync(new URL('../../../../schemas/identity/policy.yaml', import.meta.url), 'utf8'))

export interface AnsweredEvent {
  index: number
  id: string
  status: 'accepted' | 'rejected'
  code?: string
  field?: string
  message?: string
  receipt: string
}

export interface IngestAnswer {
  success: boolean
  accepted: number
  rejected: number
  events: AnsweredEvent[]
}

/** What lies on the log, opened. */
export interface OpenedEvent extends Event {
  at: string
  /** Normalised values of sealed keys by type. */
  keyValues: Record<string, string>
  sealedFields: Record<string, unknown>
}

export interface OpenedLetter extends RejectedEvent {
  at: string
  originalText: string
  deliveryText: string
}

/** The whole service on engines in memory, driven through `inject`. */
export async function startTestIngest(options: Partial<IngestOptions> & { log?: EventLog } = {}) {
  const log = options.log ?? createMemoryEventLog()
  const state = createMemoryStateStore()
  const sources = createSourceStore(state, testSecrets)
  const planViolations = createPlanViolations(state)
  const lines: string[] = []
  const logger = createLogger({ service: 'ingest', destination: { write: line => void lines.push(line) } })
  const violations = createViolationSummary({ violations: planViolations, logger })
  const readiness = createReadiness(['log', 'state'])
  const engines = createEngines({ log, state, secrets: testSecrets, readiness, logger })
  await engines.start()
  const { app, flush } = buildIngest({
    log,
    engines,
    logger,
    readiness,
    sources,
    mappings: await readMappings(new URL('../../../../schemas/sources/providers/', import.meta.url)),
    plans: [],
    violations,
    secrets: testSecrets,
    internalToken: 'internal',
    policy: shippedPolicy(),
    metrics: createMetrics('ingest', { process: false }),
    publicUrl: 'http://weir.test',
    lingerMs: 0,
    durableTimeoutMs: 5_000,
    maxInFlightBytes: 32_000_000,
    eventsPerSecond: 1_000_000,
    credentials: {
      verify: async secret =>
        secret === 'wk'
          ? { kind: 'write', id: 'demo.1', tenant: 'demo', source: 'web', scopes: ['ingest'] }
          : secret === 'reader'
            ? { kind: 'api', id: 'demo.2', tenant: 'demo', scopes: ['read'] }
            : undefined,
    },
    ...options,
  })
  const authorization = `Basic ${Buffer.from('wk:').toString('base64')}`

  const post = (path: string, payload: string | Buffer | object, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/v1/${path}`,
      payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
      headers: { authorization, 'content-type': 'application/json', ...headers },
    })

  async function records(
    topic: (typeof topics)['accepted' | 'rejected'],
  ): Promise<{ at: string; value: Uint8Array }[]> {
    const { generation, partitions } = await log.bounds(topic)
    const found: { at: string; value: Uint8Array }[] = []
    const waiting = new Set(partitions.keys())
    for (const [partition, { end }] of partitions.entries()) if (end === 0) waiting.delete(partition)
    if (waiting.size === 0) return found
    let arrived: () => void = () => {}
    const all = new Promise<void>(resolve => {
      arrived = resolve
    })
    const consumer = await log.consume(topic, `test-${Math.random()}`, {
      open: async () => 0,
      async records(partition, batch) {
        for (const { offset, value } of batch) found.push({ at: `${generation}.${partition}.${offset}`, value })
        if (batch.at(-1)!.offset + 1 >= partitions[partition]!.end) waiting.delete(partition)
        if (waiting.size === 0) arrived()
      },
      closed: async () => {},
    })
    await all
    await consumer.stop()
    return found
  }

  return {
    app,
    log,
    lines,
    readiness,
    sources,
    /** What was counted so far, as it would be written every few seconds. */
    async planViolations(tenant: string) {
      await violations.flush()
      return planViolations.list(tenant)
    },
    post,
    /** As the query service asks for it. */
    async replay(body: object, token = 'internal') {
      const answer = await app.inject({
        method: 'POST',
        url: '/v1/internal/replay',
        payload: JSON.stringify(body),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
      return { status: answer.statusCode, body: answer.json() }
    },
    records,
    /** Sends and expects an answer of 200. */
    async send(
      path: string,
      payload: string | Buffer | object,
      headers: Record<string, string> = {},
    ): Promise<IngestAnswer> {
      const answer = await post(path, payload, headers)
      if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
      return answer.json()
    },
    async events(): Promise<OpenedEvent[]> {
      return (await records(topics.accepted)).flatMap(({ at, value }) => {
        const batch = decodeEventBatch(value)
        const sealed = openValues(testSecrets, batch.sealed)
        return batch.events.map((event, index) => ({
          ...event,
          at: `${at}.${index}`,
          keyValues: Object.fromEntries(event.keys.map(key => [key.type, key.value ?? sealed[key.sealed] ?? ''])),
          sealedFields: event.sealed < 0 ? {} : (JSON.parse(sealed[event.sealed]!) as Record<string, unknown>),
        }))
      })
    },
    async letters(): Promise<OpenedLetter[]> {
      return (await records(topics.rejected)).flatMap(({ at, value }) => {
        const batch = decodeRejectedBatch(value)
        const sealed = openValues(testSecrets, batch.sealed)
        return batch.events.map((event, index) => ({
          ...event,
          at: `${at}.${index}`,
          originalText: sealed[event.original]!,
          deliveryText: event.delivery < 0 ? '' : sealed[event.delivery]!,
        }))
      })
    },
    async stop() {
      await app.close()
      await flush()
      engines.stop()
      await log.close()
      await state.close()
    },
  }
}

export type TestIngest = Awaited<ReturnType<typeof startTestIngest>>
