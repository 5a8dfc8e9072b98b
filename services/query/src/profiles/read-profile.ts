import type { ClickHouse } from '@weir/clickhouse'
import { WeirError } from '@weir/errors'
import type { KeyRules, NormalKey } from '@weir/identity-rules'
import { type KeyHasher, maskValue, openText, type Secrets } from '@weir/privacy'
import { receiptPath } from '../receipts/receipt-path.ts'
import { fromClickHouseTime, isoFromClickHouse, isoTime } from '../times.ts'
import type { Profile } from './answers.ts'
import type { Cluster, LookUpIdentity } from './identity-client.ts'
import { eventsPerDay, latestEvents, type PersonEventRow } from './person-events.ts'
import { traitRows } from './trait-rows.ts'
import { latestTraits } from './traits.ts'

export interface ProfileDeps {
  clickhouse: ClickHouse
  rules: KeyRules
  hashKey: KeyHasher
  lookUp: LookUpIdentity
  secrets: Secrets
  now: () => number
}

export interface ProfileQuestion {
  tenant: string
  type: string
  value: string
  scope: string | undefined
  /** Show personal values in clear. */
  personal: boolean
}

const shownEvents = 50
const activityMs = 90 * 86_400_000

export type ReadProfile = (question: ProfileQuestion) => Promise<Profile>

/**
 * The person behind a key. The value is normalised and hashed as ingest does it, so whatever way of writing a phone number
 * led to the person leads there again.
 */
export function createReadProfile(deps: ProfileDeps): ReadProfile {
  return async question => {
    const { tenant, personal } = question
    const key = normalised(deps.rules, question)
    const hash = Buffer.from(deps.hashKey(tenant, key.type, key.scope, key.value)).toString('hex')
    const cluster = key.usable ? await deps.lookUp({ tenant, type: key.type, scope: key.scope, hash }) : undefined
    if (!cluster) throw nobody(key)
    const keys = cluster.keys.map(({ keyId }) => Number(keyId))
    const [events, traits, activity] = await Promise.all([
      latestEvents(deps.clickhouse, { tenant, keys, limit: shownEvents }),
      traitRows(deps.clickhouse, { tenant, keys }),
      eventsPerDay(deps.clickhouse, { tenant, keys, from: deps.now() - activityMs }),
    ])
    const open = (sealed: string) => openText(deps.secrets, sealed)
    return {
      oneId: cluster.oneId,
      keys: shownKeys(cluster, personal, open),
      traits: latestTraits(traits, { open, personal }),
      firstSeen: isoTime(Math.min(...cluster.keys.map(({ firstSeen }) => firstSeen))),
      // Identity keeps the hour in which it last saw a key; the newest event knows better.
      lastSeen: isoTime(Math.max(...cluster.keys.map(({ lastSeen }) => lastSeen), newestOf(events))),
      events: events.map(shownEvent),
      activity: activity.map(({ day, events }) => ({ day, events: Number(events) })),
    }
  }
}

const newestOf = ([newest]: readonly PersonEventRow[]) => (newest ? fromClickHouseTime(newest.occurred_at) : 0)

function normalised(rules: KeyRules, { type, value, scope }: ProfileQuestion): NormalKey {
  const key = rules.normalise({ type, value, scope })
  if (!('fault' in key)) return key
  throw new WeirError('REQUEST_MALFORMED', `${key.field}: ${key.fault}`, {
    field: key.field,
    remedy: 'The key types, and which of them need ?scope=, are in schemas/identity/policy.yaml.',
  })
}

const nobody = (key: NormalKey) =>
  key.usable
    ? new WeirError('NOT_FOUND', `no event has carried this ${key.type} yet`, {
        field: 'value',
        remedy: 'Compare the value; an event sent a moment ago may still be on its way (the live page shows the lag).',
      })
    : new WeirError('NOT_FOUND', `this ${key.type} identifies nobody: ${key.reason ?? 'it is blocked'}`, {
        field: 'value',
        remedy: 'Look for the person by another key.',
      })

function shownKeys(cluster: Cluster, personal: boolean, open: (sealed: string) => string): Profile['keys'] {
  const asked = (keyId: string) => (keyId === cluster.keyId ? 0 : 1)
  return cluster.keys
    .toSorted((a, b) => asked(a.keyId) - asked(b.keyId) || Number(a.keyId) - Number(b.keyId))
    .map(({ keyId, type, scope, value, sealed, firstSeen, lastSeen }) => {
      const secret = sealed ? open(sealed) : undefined
      const masked = secret !== undefined && !personal
      return {
        keyId,
        type,
        scope,
        value: secret === undefined ? (value ?? null) : masked ? maskValue(type, secret) : secret,
        masked,
        firstSeen: isoTime(firstSeen),
        lastSeen: isoTime(lastSeen),
      }
    })
}

function shownEvent({
  id,
  source,
  type,
  occurred_at,
  received_at,
  ...columns
}: PersonEventRow): Profile['events'][number] {
  return {
    id,
    source,
    type,
    occurredAt: isoFromClickHouse(occurred_at),
    receivedAt: isoFromClickHouse(received_at),
    fields: Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, string] => Boolean(entry[1]))),
    receipt: receiptPath({ id, source }),
  }
}
