import { isWeirError, WeirError } from '@weir/errors'
import type { Json, StateStore, Stored } from '@weir/state-store'
import { listAll } from '../list-all.ts'
import { type ActiveRule, checkRule, type Metrics } from './active-rule.ts'
import { type Rule, type RuleText, ruleSchema, ruleText } from './rule.ts'

const collection = 'alert_rules'

type RuleDocument = { tenant: string; rule: { [key: string]: Json }; changedAt: number; changedBy: string }

/** A rule as it is listed. */
export interface StoredRule {
  rule: RuleText
  /** Send it back with a change; 0 for a file. */
  version: number
  origin: 'file' | 'api'
  changedAt: number | undefined
  changedBy: string | undefined
}

export interface RuleChange {
  tenant: string
  /** Who changes it: id of an API key. */
  by: string
  rule: Rule
}

export interface RuleStore {
  /** Every rule in force, of files and of every tenant. */
  active(): Promise<readonly ActiveRule[]>
  list(tenant: string): Promise<readonly StoredRule[]>
  /** @throws WeirError NOT_FOUND */
  get(tenant: string, name: string): Promise<StoredRule>
  /** @throws WeirError CONFLICT when the name is taken, REQUEST_MALFORMED when it does not fit its metric. */
  create(change: RuleChange): Promise<StoredRule>
  /** @throws WeirError NOT_FOUND, FORBIDDEN for a file, CONFLICT when `version` is no longer the newest. */
  replace(change: RuleChange & { version: number }): Promise<StoredRule>
  remove(tenant: string, name: string, version: number): Promise<void>
}

/** @param files Rules of schemas/alerts, valid for every tenant; they change with the files alone. */
export function createRuleStore(
  state: StateStore,
  options: { files: readonly Rule[]; metrics: Metrics; now: () => number },
): RuleStore {
  const { files, metrics, now } = options
  const keyOf = (tenant: string, name: string) => `${tenant}/${name}`
  const fromFile = (rule: Rule): StoredRule => ({
    rule: ruleText(rule),
    version: 0,
    origin: 'file',
    changedAt: undefined,
    changedBy: undefined,
  })
  const fromState = ({ value, version }: Stored<RuleDocument>): StoredRule => ({
    rule: value.rule as unknown as RuleText,
    version,
    origin: 'api',
    changedAt: value.changedAt,
    changedBy: value.changedBy,
  })

  async function write({ tenant, by, rule }: RuleChange, expect: number): Promise<StoredRule> {
    checkRule(rule, metrics)
    const key = keyOf(tenant, rule.name)
    const value = { tenant, rule: ruleText(rule) as RuleDocument['rule'], changedAt: now(), changedBy: by }
    await state.transact([{ put: collection, key, value, expect }]).catch(error => {
      if (!isWeirError(error, 'CONFLICT')) throw error
      throw expect === 0
        ? new WeirError('CONFLICT', `there is a rule "${rule.name}" already`, { field: 'name' })
        : staleVersion(rule.name)
    })
    return fromState({ key, value, version: expect + 1 })
  }

  async function stored(tenant: string, name: string): Promise<Stored<RuleDocument>> {
    if (files.some(rule => rule.name === name))
      throw new WeirError('FORBIDDEN', `"${name}" comes from a file`, { remedy: 'Change the file and restart alerts.' })
    const found = await state.get<RuleDocument>(collection, keyOf(tenant, name))
    if (!found)
      throw new WeirError('NOT_FOUND', `there is no rule "${name}"`, {
        field: 'name',
        remedy: 'GET /v1/alerts/rules lists those there are.',
      })
    return found
  }

  return {
    async active() {
      const documents = await listAll<RuleDocument>(state, collection)
      const all = [
        ...files.map(rule => ({ rule, tenant: undefined })),
        // A rule that another version of Weir wrote may not parse: one is lost, not the evaluation of all.
        ...documents.flatMap(({ value }) => {
          const { data: rule } = ruleSchema.safeParse(value.rule)
          return rule ? [{ rule, tenant: value.tenant }] : []
        }),
      ]
      return all.flatMap(({ rule, tenant }): ActiveRule[] => {
        const metric = metrics.get(rule.metric)
        return metric && rule.enabled ? [{ rule, tenant, metric }] : []
      })
    },
    async list(tenant) {
      const documents = await listAll<RuleDocument>(state, collection, `${tenant}/`)
      return [...files.map(fromFile), ...documents.map(fromState)]
    },
    async get(tenant, name) {
      const file = files.find(rule => rule.name === name)
      return file ? fromFile(file) : fromState(await stored(tenant, name))
    },
    async create(change) {
      if (files.some(rule => rule.name === change.rule.name))
        throw new WeirError('CONFLICT', `"${change.rule.name}" is the name of a rule file`, { field: 'name' })
      return write(change, 0)
    },
    async replace(change) {
      await stored(change.tenant, change.rule.name)
      return write(change, change.version)
    },
    async remove(tenant, name, version) {
      await stored(tenant, name)
      await state.transact([{ delete: collection, key: keyOf(tenant, name), expect: version }]).catch(error => {
        throw isWeirError(error, 'CONFLICT') ? staleVersion(name) : error
      })
    },
  }
}

const staleVersion = (name: string) =>
  new WeirError('CONFLICT', `"${name}" was changed by somebody else`, {
    field: 'version',
    remedy: 'Read it again and send the version you read.',
  })
