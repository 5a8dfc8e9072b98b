import type { PlanViolations } from '@weir/credentials'
import { type App, Problem } from '@weir/http'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { isoTime } from '../times.ts'

const ViolationsAnswer = z
  .object({
    violations: z
      .array(
        z.object({
          source: z.string(),
          plan: z.string(),
          kind: z.enum(['type', 'property', 'missing']),
          type: z.string().describe('Of the event'),
          property: z.string().describe('Empty for a type that is not planned'),
          action: z
            .enum(['allow', 'omit', 'quarantine'])
            .describe('let through, left out of the event, or the event rejected'),
          count: z.int(),
          firstAt: z.string(),
          lastAt: z.string(),
        }),
      )
      .describe('The newest first; the latest 300 of each source'),
  })
  .meta({ id: 'PlanViolations' })

export interface PlanViolationDeps {
  access: Access
  planViolations: Pick<PlanViolations, 'list'>
}

/** How often events were not as the tracking plan of their source says. */
export function planViolationRoutes(app: App, { access, planViolations }: PlanViolationDeps): void {
  app.get(
    '/v1/plan-violations',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['dead letters'],
        summary: 'Where events are not as their tracking plan says',
        querystring: z.strictObject({ source: z.string().max(128).optional() }),
        response: { 200: ViolationsAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async ({ query: { source }, principal }) => {
      const all = await planViolations.list(principal.tenant)
      const violations = all
        .filter(violation => source === undefined || violation.source === source)
        .map(({ tenant: _, firstAt, lastAt, ...violation }) => ({
          ...violation,
          firstAt: isoTime(firstAt),
          lastAt: isoTime(lastAt),
        }))
      return { violations }
    },
  )
}
