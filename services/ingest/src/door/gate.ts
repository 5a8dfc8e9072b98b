import type { SourceSettings, SourceStore } from '@weir/credentials'
import { isWeirError, WeirError } from '@weir/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { assertOrigin } from './cors.ts'
import type { Rate, RateLimits, Standing } from './rate-limit.ts'
import type { Sender } from './write-key.ts'

/** A sender who may send now. */
export interface Clearance {
  sender: Sender
  /** Takes what the request costs and tells the sender what is left. */
  charge(events: number): void
}

export interface GateDeps {
  sources: Pick<SourceStore, 'settings'>
  limits: RateLimits
  /** For sources without a rate of their own. */
  defaultRate: Rate
  onLimited(): void
  onFailure(error: unknown): void
}

/**
 * What stands between a known sender and the pipeline: the page it writes from, and how fast.
 * @throws WeirError FORBIDDEN, RATE_LIMITED, STATE_UNAVAILABLE
 */
export function createGate({ sources, limits, defaultRate, onLimited, onFailure }: GateDeps) {
  return async function clear(request: FastifyRequest, reply: FastifyReply, sender: Sender): Promise<Clearance> {
    const settings = await sources.settings(sender.tenant, sender.source).catch((error: unknown) => {
      if (isWeirError(error) && error.retryable) onFailure(error)
      throw error
    })
    assertOrigin(request.headers.origin, settings?.origins)
    const rate = rateOf(settings) ?? defaultRate
    const standing = limits.ask(sender.keyId, rate)
    if (standing.remaining === 0) {
      onLimited()
      tell(reply, standing)
      reply.header('retry-after', Math.max(1, standing.resetSeconds))
      throw new WeirError('RATE_LIMITED', `this write key may send ${rate.perSecond} events a second`, {
        remedy: 'Send again after Retry-After, or raise the rate of the source.',
      })
    }
    return { sender, charge: events => tell(reply, limits.take(sender.keyId, rate, events)) }
  }
}

export type Gate = ReturnType<typeof createGate>

function rateOf(settings: SourceSettings | undefined): Rate | undefined {
  const rate = settings?.rate
  return rate && { perSecond: rate.perSecond, burst: rate.burst ?? Math.max(1, Math.ceil(rate.perSecond * 10)) }
}

function tell(reply: FastifyReply, { limit, remaining, resetSeconds }: Standing): void {
  reply.header('x-ratelimit-limit', limit)
  reply.header('x-ratelimit-remaining', remaining)
  reply.header('x-ratelimit-reset', resetSeconds)
}
