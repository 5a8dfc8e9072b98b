import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { instant, isoTime } from '../times.ts'
import { type Minute, readMinutes } from './minutes.ts'

const minuteMs = 60_000
const defaultRangeMs = 60 * minuteMs
const maxMinutes = 1_500

const counts = {
  accepted: z.int(),
  stored: z.int(),
  duplicate: z.int(),
  quarantined: z.int(),
  suppressed: z.int(),
  missing: z
    .int()
    .describe('Accepted and without an outcome: under way while the minute is pending, 0 once it is final'),
}

const LedgerAnswer = z
  .object({
    minutes: z
      .array(
        z.object({
          minute: z.string().describe('Start of the minute of receivedAt'),
          state: z.enum(['final', 'pending']),
          ...counts,
        }),
      )
      .describe('Minutes in which anything was accepted, oldest first'),
    totals: z.object(counts),
  })
  .meta({ id: 'Ledger' })

export interface LedgerDeps {
  access: Access
  clickhouse: ClickHouse
  now: () => number
}

/** The account of every accepted event, by minute. */
export function ledgerRoutes(app: App, { access, clickhouse, now }: LedgerDeps): void {
  app.get(
    '/v1/ledger',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['events'],
        summary: 'What became of every accepted event, by minute',
        querystring: z.strictObject({
          from: instant.optional().describe('First minute; an hour before `to` when left out'),
          to: instant.optional().describe('Up to and with the minute of this time; now when left out'),
        }),
        response: { 200: LedgerAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async ({ query, principal }) => {
      const to = Math.floor((query.to ?? now()) / minuteMs) * minuteMs + minuteMs
      const from = Math.floor((query.from ?? to - defaultRangeMs) / minuteMs) * minuteMs
      if (from >= to) throw refused('from', 'must not be after `to`')
      if ((to - from) / minuteMs > maxMinutes) throw refused('from', `is more than ${maxMinutes} minutes before \`to\``)
      const minutes = await readMinutes(clickhouse, { tenant: principal.tenant, from, to })
      return { minutes: minutes.map(line => ({ ...line, minute: isoTime(line.minute) })), totals: totalsOf(minutes) }
    },
  )
}

export function totalsOf(minutes: readonly Minute[]): Omit<Minute, 'minute' | 'state'> {
  const totals = { accepted: 0, stored: 0, duplicate: 0, quarantined: 0, suppressed: 0, missing: 0 }
  for (const minute of minutes) {
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += minute[name]
  }
  return totals
}

const refused = (field: string, fault: string) =>
  new WeirError('REQUEST_MALFORMED', `${field} ${fault}`, { field, remedy: 'Ask for at most a day at a time.' })
