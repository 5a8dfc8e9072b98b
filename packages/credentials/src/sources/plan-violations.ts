import { isWeirError } from '@weir/errors'
import type { StateStore } from '@weir/state-store'

/** How often events of a source were not as its tracking plan says, by what was wrong. */
export interface PlanViolation {
  tenant: string
  source: string
  plan: string
  kind: 'type' | 'property' | 'missing'
  /** Of the event. */
  type: string
  /** Empty for a type that is not planned. */
  property: string
  action: 'allow' | 'omit' | 'quarantine'
  count: number
  /** Unix ms. */
  firstAt: number
  lastAt: number
}

type Row = { [K in keyof PlanViolation]: PlanViolation[K] }
type Document = { rows: Row[] }

const collection = 'plan_violations'
const mostRows = 300
const pageSize = 100

export interface PlanViolations {
  /** Adds to what was counted before; rows of one source are added all or none. */
  add(violations: readonly PlanViolation[]): Promise<void>
  /** The sums for a tenant, the newest first. */
  list(tenant: string): Promise<readonly PlanViolation[]>
}

/** Sums in the state store: one document a source, with the 300 latest rows. */
export function createPlanViolations(state: StateStore): PlanViolations {
  async function addTo(key: string, added: readonly PlanViolation[]): Promise<void> {
    for (;;) {
      const before = await state.get<Document>(collection, key)
      const value: Document = { rows: merged(before?.value.rows ?? [], added) }
      try {
        return await state.transact([{ put: collection, key, value, expect: before?.version ?? 0 }])
      } catch (error) {
        if (!isWeirError(error, 'CONFLICT')) throw error
      }
    }
  }

  return {
    async add(violations) {
      const bySource = new Map<string, PlanViolation[]>()
      for (const violation of violations) {
        const key = `${violation.tenant}/${violation.source}`
        const before = bySource.get(key)
        if (before) before.push(violation)
        else bySource.set(key, [violation])
      }
      for (const [key, added] of bySource) await addTo(key, added)
    },
    async list(tenant) {
      const found: PlanViolation[] = []
      for (let after = ''; ; ) {
        const page = await state.list<Document>(collection, { prefix: `${tenant}/`, after, limit: pageSize })
        for (const { value } of page) found.push(...value.rows)
        const last = page.at(-1)
        if (last === undefined || page.length < pageSize) return found.sort((a, b) => b.lastAt - a.lastAt)
        after = last.key
      }
    },
  }
}

function merged(before: readonly Row[], added: readonly PlanViolation[]): Row[] {
  const rows = new Map<string, Row>()
  for (const row of [...before, ...added]) {
    const key = JSON.stringify([row.plan, row.kind, row.type, row.property, row.action])
    const known = rows.get(key)
    rows.set(
      key,
      known ? { ...known, count: known.count + row.count, lastAt: Math.max(known.lastAt, row.lastAt) } : { ...row },
    )
  }
  return [...rows.values()].sort((a, b) => b.lastAt - a.lastAt).slice(0, mostRows)
}
