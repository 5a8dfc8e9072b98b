import { createPlanViolations, type PlanViolation } from '@weir/credentials'
import { answer, type JsonFlag } from '../command/answer.ts'
import { columns } from '../command/columns.ts'
import { withSources } from './open-sources.ts'

export interface ViolationFlags extends JsonFlag {
  tenant: string
}

export async function listViolations(flags: ViolationFlags): Promise<undefined> {
  const violations = await withSources((_, state) => createPlanViolations(state).list(flags.tenant))
  const document = violations.map(({ firstAt, lastAt, ...violation }) => ({
    ...violation,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  }))
  answer(flags, { violations: document }, document.length > 0 ? table(document) : 'Every event was as planned.')
  return undefined
}

type Shown = Omit<PlanViolation, 'firstAt' | 'lastAt'> & { lastAt: string }

const table = (violations: readonly Shown[]): string =>
  columns(
    ['source', 'plan', 'what', 'type', 'property', 'so it was', 'times', 'last'],
    violations.map(({ source, plan, kind, type, property, action, count, lastAt }) => [
      ...[source, plan, what[kind], type, property, done[action], `${count}`, lastAt],
    ]),
  )

const what = { type: 'unplanned type', property: 'unplanned property', missing: 'missing property' } as const
const done = { allow: 'let through', omit: 'left out', quarantine: 'rejected' } as const
