import type { Credentials } from '@weir/credentials'
import type { EventLog } from '@weir/event-log'
import { type App, buildApp } from '@weir/http'
import { createKeyRules, type Policy } from '@weir/identity-rules'
import type { Readiness } from '@weir/lifecycle'
import { createKeyHasher, type Secrets } from '@weir/privacy'
import type { Logger, Metrics } from '@weir/telemetry'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createAcceptEvents, type Outcome } from './accept-events.ts'
import { createMapCloudEvent } from './cloud-events/map-cloud-event.ts'
import { type Admission, createAdmission } from './door/admission.ts'
import { createAnnounce } from './door/announce.ts'
import { answerText } from './door/answer.ts'
import { addBodyParsers, maxRequestBytes } from './door/body.ts'
import { addCloudEventRoutes } from './door/cloud-events.ts'
import { addCorsHeaders } from './door/cors.ts'
import { createGate } from './door/gate.ts'
import { createRateLimits } from './door/rate-limit.ts'
import { addSegmentRoutes } from './door/segment.ts'
import { createTurns, type Turns } from './door/turns.ts'
import { addWebhookRoutes } from './door/webhooks.ts'
import { createWriteKeys, type Sender } from './door/write-key.ts'
import type { Engines } from './engines.ts'
import { acceptedRecord } from './gather/accepted-record.ts'
import { createGatherer, type GathererOptions } from './gather/gatherer.ts'
import { rejectedRecord } from './gather/rejected-record.ts'
import { createBacklog } from './import-lane/backlog.ts'
import { createImportLane } from './import-lane/import-lane.ts'
import { createPace } from './import-lane/pace.ts'
import { isImport, throughLane } from './import-lane/through-lane.ts'
import { createIngestMetrics } from './ingest-metrics.ts'
import { createDecide } from './pipeline/decide.ts'
import { createApplyPlan } from './plan/apply-plan.ts'
import type { Plan } from './plan/plan-file.ts'
import type { ViolationSummary } from './plan/violation-summary.ts'
import { createRemake } from './replay/remake.ts'
import { createReplay } from './replay/replay.ts'
import { addReplayRoute } from './replay/route.ts'
import type { Sources } from './sources/sources.ts'
import type { Mappings } from './webhooks/mapping/mapping-file.ts'

/** What a key may send at once after a pause, in seconds of its rate. */
const burstSeconds = 10
const longestWebhookMs = 4_000
/** Of the bytes in flight: what imports may take. A few batches keep them going, more would only delay others. */
const importShare = 1 / 32

export interface IngestOptions {
  log: EventLog
  credentials: Pick<Credentials, 'verify'>
  sources: Sources
  /** How providers' events become ours. */
  mappings: Mappings
  /** Tracking plans, and where their violations are counted. */
  plans: readonly Plan[]
  violations: Pick<ViolationSummary, 'add'>
  engines: Engines
  secrets: Secrets
  /** Bearer token of calls between services. */
  internalToken: string
  policy: Policy
  logger: Logger
  metrics: Metrics
  readiness: Readiness
  /** URL of the query service as people reach it: receipts start with it. */
  publicUrl: string
  lingerMs: number
  durableTimeoutMs: number
  maxInFlightBytes: number
  /** Events a second of a write key whose source has no rate of its own. */
  eventsPerSecond: number
  now?: () => number
}

export interface Ingest {
  app: App
  /** Appends what is still gathered; call it when no request comes in any more. */
  flush(): Promise<void>
}

/** A record costs as much as some ten events: fewer than this go with those of other partitions. */
const leastEvents = 64

/** The ingest service: HTTP in, durable batches out. */
export function buildIngest(options: IngestOptions): Ingest {
  const { log, credentials, engines, secrets, policy, logger, metrics, readiness, lingerMs } = options
  const counts = createIngestMetrics(metrics)
  const gathering: GathererOptions = {
    log,
    lingerMs,
    leastEvents,
    onAppend(outcome) {
      counts.appended(outcome)
      if (outcome.error === undefined) return
      engines.failed('log', outcome.error)
      logger.warn({ err: outcome.error, topic: outcome.topic, events: outcome.events }, 'append failed')
    },
  }
  const accepted = createGatherer(acceptedRecord(secrets), gathering)
  const rejected = createGatherer(rejectedRecord(secrets), gathering)
  const rules = createKeyRules(policy)
  const hashOf = createKeyHasher(secrets, { cacheEntries: 10_000 })
  const decide = createDecide({
    rules,
    hashOf,
    applyPlan: createApplyPlan(options.plans, violation => {
      counts.violated(violation)
      options.violations.add(violation)
    }),
  })
  const accepting = { ...options, decide, accepted, rejected }
  const acceptEvents = createAcceptEvents(accepting)
  // Providers give an endpoint five seconds; an answer that comes later is none.
  const durableTimeoutMs = Math.min(options.durableTimeoutMs, longestWebhookMs)
  const acceptWebhook = createAcceptEvents({ ...accepting, durableTimeoutMs })
  const writeKeys = createWriteKeys(credentials, error => engines.failed('state', error))
  const gate = createGate({
    sources: options.sources,
    limits: createRateLimits(),
    defaultRate: { perSecond: options.eventsPerSecond, burst: options.eventsPerSecond * burstSeconds },
    onLimited: counts.limited,
    onFailure: error => engines.failed('state', error),
  })
  const lane = createImportLane({
    pace: createPace({
      behindMs: createBacklog(log, () => performance.now()),
      now: () => performance.now(),
      onRate: bytesPerSecond => counts.importRate.set(bytesPerSecond),
    }),
    maxInFlightBytes: options.maxInFlightBytes * importShare,
    onPaused: counts.importPaused,
  })
  const announce = createAnnounce(logger)
  const publicUrl = options.publicUrl.replace(/\/+$/, '')

  const app = buildApp({ service: 'ingest', log: logger, metrics, readiness, bodyLimit: maxRequestBytes })
  const turns = createTurns(() => performance.now())
  const behind = () => {
    if (Math.max(accepted.appendingMs(), rejected.appendingMs()) > options.durableTimeoutMs / 2) return 'the event log'
    return turns.waitingMs() > options.durableTimeoutMs / 2 ? 'this process' : undefined
  }
  addAdmission(app, createAdmission(options.maxInFlightBytes, counts.inFlight, behind), turns)
  addBodyParsers(app)
  addCorsHeaders(app)
  const door = {
    acceptEvents,
    writeKeys,
    gate,
    ...(options.now && { now: options.now }),
    answer(outcomes: readonly Outcome[], sender: Sender, success = true) {
      const links = { publicUrl, generation: engines.facts().generation }
      counts.decided(outcomes)
      announce(outcomes, sender, links)
      return answerText(outcomes, sender, links, success)
    },
  }
  const open = { ...door, gate: throughLane(gate, lane) }
  addSegmentRoutes(app, open)
  addWebhookRoutes(app, {
    ...door,
    acceptEvents: acceptWebhook,
    sources: options.sources,
    mappings: options.mappings,
    onResult: counts.webhook,
    onFailure: error => engines.failed('state', error),
  })
  const mapCloudEvent = createMapCloudEvent([...policy.types.keys()])
  addCloudEventRoutes(app, { ...open, map: mapCloudEvent })
  const replay = createReplay({
    ...options,
    decide: createDecide({ rules, hashOf, applyPlan: createApplyPlan(options.plans, () => {}) }),
    remake: createRemake({ mapCloudEvent, mappings: options.mappings }),
    accepted,
    now: options.now ?? Date.now,
  })
  addReplayRoute(app, { replay, token: options.internalToken, onReplayed: counts.replayed })
  return { app, flush: async () => void (await Promise.all([accepted.flush(), rejected.flush()])) }
}

function addAdmission(app: App, admission: Admission, turns: Turns): void {
  async function enter(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (request.method !== 'POST' || request.place) return
    const place = admission.enter(request.headers['content-length'])
    // `close` comes for every request, also for one whose sender went away before the answer.
    if (reply.raw.closed) place.leave()
    else reply.raw.once('close', place.leave)
    request.place = place
  }
  // An import that waits for its turn takes no room meanwhile.
  app.addHook('onRequest', async (request, reply) => (isImport(request) ? undefined : enter(request, reply)))
  app.addHook('preParsing', async (request, reply) => enter(request, reply))
  app.addHook('preHandler', async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return
    request.place?.is(request.body.length)
    await turns.next(request.body.length, isImport(request))
    // Whoever went away meanwhile sends all of it again: nobody would read this answer.
    if (reply.raw.closed) reply.hijack()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Room the request takes among the bytes in flight. */
    place?: ReturnType<Admission['enter']>
  }
}
