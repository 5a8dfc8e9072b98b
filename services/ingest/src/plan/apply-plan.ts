import type { PlanViolation } from '@weir/credentials'
import { type Rejection, rejection } from '@weir/event'
import type { Draft } from '../pipeline/draft.ts'
import { payloadShapeOf } from '../pipeline/payload-fields.ts'
import { propertyNames } from '../protect/names.ts'
import type { Plan } from './plan-file.ts'

const longestShown = 100

export interface PlannedDraft {
  draft: Draft
  flag: 'property_omitted' | undefined
}

type OnViolation = (violation: Omit<PlanViolation, 'count' | 'firstAt' | 'lastAt'>) => void

/**
 * Holds a draft against the plan of its source. Names are compared as those of the schema: `total` is `amount`, and a plan
 * that lists one of them lists both.
 */
export function createApplyPlan(plans: readonly Plan[], onViolation: OnViolation) {
  const bySource = new Map(plans.map(plan => [`${plan.tenant ?? '*'}/${plan.source}`, compile(plan)]))
  if (bySource.size === 0) return undefined

  return function applyPlan(draft: Draft, tenant: string, source: string): PlannedDraft | Rejection {
    const compiled = bySource.get(`${tenant}/${source}`) ?? bySource.get(`*/${source}`)
    if (!compiled) return { draft, flag: undefined }
    const { plan, types } = compiled
    const named = `the tracking plan ${plan.plan}`
    const tell = (kind: PlanViolation['kind'], property: string, action: PlanViolation['action']) =>
      onViolation({ tenant, source, plan: plan.plan, kind, type: draft.type, property, action })

    const planned = types.get(draft.type)
    if (!planned) {
      tell('type', '', plan.unplannedTypes)
      return plan.unplannedTypes === 'allow' ? { draft, flag: undefined } : rejection('plan_type', 'type', named)
    }
    const nameOf = (name: string) => payloadShapeOf(draft.type).byName.get(name)?.field.name ?? name
    const sent = [...Object.keys(draft.fields), ...draft.besides.map(([name]) => name)]
    const sentNames = new Set(sent.map(nameOf))
    for (const name of planned.required) {
      if (sentNames.has(name)) continue
      tell('missing', name, plan.missingProperties)
      if (plan.missingProperties === 'quarantine')
        return rejection('plan_missing', `${draft.fieldsPath}.${name}`, named)
    }
    const { properties } = planned
    const unplanned = properties ? sent.filter(name => !properties.has(nameOf(name))) : []
    for (const name of unplanned) {
      const shown = shownName(name)
      tell('property', shown, plan.unplannedProperties)
      if (plan.unplannedProperties === 'quarantine')
        return rejection('plan_property', `${draft.fieldsPath}.${shown}`, named)
    }
    if (unplanned.length === 0 || plan.unplannedProperties === 'allow') return { draft, flag: undefined }
    return { draft: without(draft, new Set(unplanned)), flag: 'property_omitted' }
  }
}

export type ApplyPlan = NonNullable<ReturnType<typeof createApplyPlan>>

/** A sender's name as it may stand in a list: masked, short, and without what a database cannot hold. */
const shownName = (name: string): string =>
  [...propertyNames(name).name].slice(0, longestShown).join('').replace(/\p{C}/gu, '\uFFFD')

function compile(plan: Plan) {
  const types = new Map(
    Object.entries(plan.types).map(([type, { properties, required }]) => {
      const nameOf = (name: string) => payloadShapeOf(type).byName.get(name)?.field.name ?? name
      const names = {
        required: required.map(nameOf),
        properties: properties && new Set([...properties, ...required].map(nameOf)),
      }
      return [type, names] as const
    }),
  )
  return { plan, types }
}

const without = (draft: Draft, names: ReadonlySet<string>): Draft => ({
  ...draft,
  fields: Object.fromEntries(Object.entries(draft.fields).filter(([name]) => !names.has(name))),
  besides: draft.besides.filter(([name]) => !names.has(name)),
})
