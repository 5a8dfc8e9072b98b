import { WeirError } from '@weir/errors'
import { z } from 'zod'
import type { LiveAlert } from '../live/message.ts'
import { principalHeaders } from './principal-headers.ts'

const timeoutMs = 3_000

/** Episodes of a tenant that are not over, from the alerts service. */
export function createReadAlerts({
  url,
  token,
}: {
  url: string
  token: string
}): (tenant: string) => Promise<LiveAlert[]> {
  return async tenant => {
    const answer = await fetch(new URL('/v1/alerts/episodes?state=open', url), {
      headers: principalHeaders(token, { kind: 'api', id: 'query', tenant, scopes: ['read'] }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!answer.ok) throw new WeirError('OVERLOADED', `the alerts service answered ${answer.status}`)
    return Episodes.parse(await answer.json()).episodes
  }
}

const Episodes = z.object({ episodes: z.array(z.any()) })
