import type { LiveAlert } from '@weir/console-protocol'
import { WeirError } from '@weir/errors'
import { z } from 'zod'
import { principalHeaders } from './principal-headers.ts'

const timeoutMs = 3_000

/** What the live page needs of an episode; the alerts service says more. */
const Episodes = z.object({
  episodes: z.array(
    z.object({
      id: z.string(),
      title: z.object({ en: z.string(), zh: z.string() }),
      severity: z.string(),
      state: z.enum(['firing', 'recovering', 'resolved']),
      unit: z.string(),
      dimensions: z.record(z.string(), z.string()),
      crossedAt: z.union([z.number(), z.iso.datetime().transform(text => Date.parse(text))]),
      conditions: z.array(z.object({ value: z.number().nullable() })),
    }),
  ),
})

/** Episodes of a tenant that are not over, from the alerts service. */
export function createReadAlerts({
  url,
  token,
}: {
  url: string
  token: string
}): (tenant: string) => Promise<LiveAlert[]> {
  const episodes = new URL('/v1/alerts/episodes?state=open', url)
  return async tenant => {
    const answer = await fetch(episodes, {
      headers: principalHeaders(token, { kind: 'api', id: 'query', tenant, scopes: ['read'] }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!answer.ok) throw new WeirError('OVERLOADED', `the alerts service answered ${answer.status}`)
    return Episodes.parse(await answer.json()).episodes.flatMap(({ state, crossedAt, conditions, ...episode }) =>
      state === 'resolved' ? [] : [{ ...episode, state, since: crossedAt, value: conditions[0]?.value ?? null }],
    )
  }
}
