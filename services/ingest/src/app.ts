import type { Credentials } from '@weir/credentials'
import type { EventLog } from '@weir/event-log'
import { type App, buildApp } from '@weir/http'
import { createKeyRules, type Policy } from '@weir/identity-rules'
import type { Readiness } from '@weir/lifecycle'
import { createKeyHasher, type Secrets } from '@weir/privacy'
import type { Logger, Metrics } from '@weir/telemetry'
import { createAcceptEvents } from './accept-events.ts'
import { createAdmission } from './door/admission.ts'
import { createAnnounce } from './door/announce.ts'
import { answerText } from './door/answer.ts'
import { addBodyParsers, maxRequestBytes } from './door/body.ts'
import { addSegmentRoutes } from './door/segment.ts'
import { createWriteKeys } from './door/write-key.ts'
import type { Engines } from './engines.ts'
import { acceptedRecord } from './gather/accepted-record.ts'
import { createGatherer, type GathererOptions } from './gather/gatherer.ts'
import { rejectedRecord } from './gather/rejected-record.ts'
import { createIngestMetrics } from './ingest-metrics.ts'
import { createDecide } from './pipeline/decide.ts'

export interface IngestOptions {
  log: EventLog
  credentials: Pick<Credentials, 'verify'>
  engines: Engines
  secrets: Secrets
  policy: Policy
  logger: Logger
  metrics: Metrics
  readiness: Readiness
  /** URL of the query service as people reach it: receipts start with it. */
  publicUrl: string
  lingerMs: number
  durableTimeoutMs: number
  maxInFlightBytes: number
  now?: () => number
}

export interface Ingest {
  app: App
  /** Appends what is still gathered; call it when no request comes in any more. */
  flush(): Promise<void>
}

/** The ingest service: HTTP in, durable batches out. */
export function buildIngest(options: IngestOptions): Ingest {
  const { log, credentials, engines, secrets, policy, logger, metrics, readiness, lingerMs } = options
  const counts = createIngestMetrics(metrics)
  const gathering: GathererOptions = {
    log,
    lingerMs,
    onAppend(outcome) {
      counts.appended(outcome)
      if (outcome.error === undefined) return
      engines.failed('log', outcome.error)
      logger.warn({ err: outcome.error, topic: outcome.topic, events: outcome.events }, 'append failed')
    },
  }
  const accepted = createGatherer(acceptedRecord(secrets), gathering)
  const rejected = createGatherer(rejectedRecord(secrets), gathering)
  const decide = createDecide({
    rules: createKeyRules(policy),
    hashOf: createKeyHasher(secrets, { cacheEntries: 10_000 }),
  })
  const acceptEvents = createAcceptEvents({ ...options, decide, accepted, rejected })
  const writeKeys = createWriteKeys(credentials, error => engines.failed('state', error))
  const announce = createAnnounce(logger)
  const publicUrl = options.publicUrl.replace(/\/+$/, '')

  const app = buildApp({ service: 'ingest', log: logger, metrics, readiness, bodyLimit: maxRequestBytes })
  addAdmission(app, createAdmission(options.maxInFlightBytes, counts.inFlight))
  addBodyParsers(app)
  addSegmentRoutes(app, {
    acceptEvents,
    writeKeys,
    ...(options.now && { now: options.now }),
    answer(outcomes, sender) {
      const links = { publicUrl, generation: engines.facts().generation }
      counts.decided(outcomes)
      announce(outcomes, sender, links)
      return answerText(outcomes, sender, links)
    },
  })
  return { app, flush: async () => void (await Promise.all([accepted.flush(), rejected.flush()])) }
}

function addAdmission(app: App, admission: ReturnType<typeof createAdmission>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return
    const place = admission.enter(request.headers['content-length'])
    // `close` comes for every request, also for one whose sender went away before the answer.
    reply.raw.once('close', place.leave)
    request.place = place
  })
  app.addHook('preHandler', async request => {
    if (Buffer.isBuffer(request.body)) request.place?.is(request.body.length)
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Room the request takes among the bytes in flight. */
    place?: ReturnType<ReturnType<typeof createAdmission>['enter']>
  }
}
