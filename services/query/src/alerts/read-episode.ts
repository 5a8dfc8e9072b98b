import { isWeirError, WeirError } from '@weir/errors'
import type { Principal } from '@weir/http'
import { z } from 'zod'
import { principalHeaders } from './principal-headers.ts'

const timeoutMs = 5_000
const time = z.string()
const Bilingual = z.object({ en: z.string(), zh: z.string() })

/** What the page of an episode shows; the alerts service says more. */
const Episode = z.object({
  id: z.string(),
  title: Bilingual,
  severity: z.string(),
  runbook: z.string().nullable(),
  metric: z.string(),
  unit: z.string(),
  dimensions: z.record(z.string(), z.string()),
  state: z.enum(['firing', 'recovering', 'resolved']),
  cause: z.string(),
  crossedAt: time,
  firedAt: time,
  resolvedAt: time.nullable(),
  conditions: z.array(
    z.object({
      windowMs: z.number(),
      op: z.string(),
      threshold: z.number(),
      value: z.number().nullable(),
      sample: z.number(),
    }),
  ),
  contributors: z.array(
    z.object({
      dimension: z.string(),
      values: z.array(z.object({ value: z.string(), reading: z.number().nullable(), sample: z.number() })),
    }),
  ),
  timeline: z.array(z.object({ at: time, step: z.string(), detail: z.string().optional() })),
  deliveries: z.array(
    z.object({
      channel: z.string(),
      kind: z.string(),
      state: z.string(),
      attempts: z.int(),
      at: time,
      detail: z.string().nullable(),
    }),
  ),
})

export type Episode = z.output<typeof Episode>

/** One episode of the principal's tenant. @throws WeirError NOT_FOUND, OVERLOADED when the alerts service does not answer. */
export type ReadEpisode = (principal: Principal, id: string) => Promise<Episode>

export function createReadEpisode({ url, token }: { url: string; token: string }): ReadEpisode {
  return async (principal, id) => {
    try {
      const answer = await fetch(new URL(`/v1/alerts/episodes/${encodeURIComponent(id)}`, url), {
        headers: principalHeaders(token, principal),
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (answer.status === 404) {
        throw new WeirError('NOT_FOUND', 'there is no such episode', {
          field: 'id',
          remedy: 'GET /v1/alerts/episodes lists every episode.',
        })
      }
      if (answer.ok) return Episode.parse(await answer.json())
      throw new WeirError('OVERLOADED', `the alerts service answered ${answer.status}`)
    } catch (cause) {
      if (isWeirError(cause)) throw cause
      throw new WeirError('OVERLOADED', 'the alerts service does not answer', { cause })
    }
  }
}
