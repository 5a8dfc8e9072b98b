import { randomUUID } from 'node:crypto'
import { type Event, type Rejection, rejection } from '@weir/event'
import type { KeyRules } from '@weir/identity-rules'
import type { KeyHasher } from '@weir/privacy'
import { isDeeperThan, isLargerThan, isObject, maxDepth } from '../json/shape.ts'
import { withoutLoneSurrogates } from '../json/surrogates.ts'
import type { ApplyPlan } from '../plan/apply-plan.ts'
import { protectContext } from '../protect/context.ts'
import { protectKeys } from '../protect/keys.ts'
import { createSealedFields } from '../protect/sealed-fields.ts'
import { occurredAtOf } from './clock.ts'
import type { Draft } from './draft.ts'
import { createKeyBook } from './key-book.ts'
import { normaliseKeys } from './keys.ts'
import { messageIdOf } from './message-id.ts'
import { shapePayload } from './payload.ts'
import { payloadShapeOf } from './payload-fields.ts'
import { isRejection, type Rejected, type Verdict } from './verdict.ts'

/** Largest event as JSON text, bytes. */
export const maxEventBytes = 32 * 1_024

export interface Decider {
  rules: KeyRules
  /** For persons and ids; actors' keys are remembered here, so it needs but a small cache. */
  hashOf: KeyHasher
  /** Holds events against the tracking plan of their source, where there is one. */
  applyPlan?: ApplyPlan | undefined
}

/** What is the same for every event of a request. */
export interface Arrival {
  tenant: string
  source: string
  /** Unix ms. */
  receivedAt: number
  /** Some strings may hold half a surrogate pair. */
  surrogates: boolean
  /** The whole body is small enough that no event of it can be too large. */
  small: boolean
  flags: readonly string[]
  /** Of an event that was refused once and comes again out of its dead letter. */
  again?: Again
}

/** What a replayed event keeps of the first time it came. */
export interface Again {
  /** Under which it was refused: replayed twice, it is a duplicate. */
  id: string
  /** Unix ms: what its times are held against, for its sender's clock was read then. */
  receivedAt: number
}

/** One event of whatever shape a door takes. */
export interface Sent {
  body: unknown
  /** Where a door knows it before the event is mapped; else it is looked for in the body. */
  id?: unknown
}

/** A door's mapping, for one event of whatever shape it takes. */
export type MapToDraft<T> = (sent: T) => Draft | Rejection

/**
 * The verdict on one event: accepted with everything normalised, checked and protected, or refused with a reason.
 * Never throws for anything a sender can send.
 */
export function createDecide({ rules, hashOf, applyPlan }: Decider) {
  const book = createKeyBook(rules, hashOf)
  return function decide<T extends Sent>(sent: T, arrival: Arrival, map: MapToDraft<T>): Verdict {
    const { tenant, source, receivedAt, again } = arrival
    const unmapped = sent.id === undefined ? sent.body : sent
    // One level for the wrapper, one for the event around the properties that may be `maxDepth` deep.
    if (isDeeperThan(sent, maxDepth + 2)) return refuse(rejection('event_too_deep', ''), unmapped)
    if (!arrival.small && isLargerThan(sent.body, maxEventBytes))
      return refuse(rejection('event_too_large', ''), unmapped)
    const flags = [...arrival.flags]
    const whole = arrival.surrogates ? withoutLoneSurrogates(sent) : undefined
    if (whole?.replaced) flags.push('surrogate_replaced')

    const mapped = map(whole?.value ?? sent)
    if (isRejection(mapped)) return refuse(mapped, unmapped)
    const planned = applyPlan?.(mapped, tenant, source)
    if (planned && isRejection(planned)) return refuse(planned, { id: mapped.id }, mapped.type)
    if (planned?.flag) flags.push(planned.flag)
    const draft = planned?.draft ?? mapped
    const id = again ? { id: again.id, flag: 'replayed' as const } : messageIdOf(draft.id, draft.idPath, tenant, hashOf)
    if (isRejection(id)) return refuse(id, undefined, draft.type)
    const occurred = occurredAtOf(draft.timestamp, draft.sentAt, again?.receivedAt ?? receivedAt)
    const named = { id: draft.id }
    if (isRejection(occurred)) return refuse(occurred, named, draft.type)
    const keys = normaliseKeys(draft.keys, tenant, book)
    if (isRejection(keys)) return refuse(keys, named, draft.type)
    const fields = createSealedFields()
    const shaped = shapePayload(draft, fields, { tenant, rules, hashOf })
    if (isRejection(shaped)) return refuse(shaped, named, draft.type)

    for (const flag of [id.flag, occurred.flag, keys.flag]) if (flag !== undefined) flags.push(flag)
    const protectedKeys = protectKeys(keys.keys)
    const context = protectContext(draft.context, draft.notes, fields)
    const sealedFields = fields.text()
    const sealed = sealedFields === undefined ? protectedKeys.sealed : [...protectedKeys.sealed, sealedFields]
    const event: Event = {
      id: id.id,
      tenant,
      source,
      type: draft.type,
      occurredAt: occurred.occurredAt,
      receivedAt,
      keys: protectedKeys.keys,
      context,
      flags,
      sealed: sealedFields === undefined ? -1 : sealed.length - 1,
      payloadSchema: shaped.schema.fingerprint,
      payload: shaped.schema.encode(shaped.payload),
    }
    return { event, sealed }

    /** A refused event keeps its id where one can be read, so that the sender finds it again. */
    function refuse(reason: Rejection, body: unknown, type = ''): Rejected {
      const found = isObject(body) ? messageIdOf(body.messageId ?? body.id, '', tenant, hashOf) : undefined
      return {
        rejection: reason,
        // Made whole: an answer's receipt address has to encode it.
        id: found === undefined || isRejection(found) ? randomUUID() : found.id.replace(/\p{Surrogate}/gu, '\uFFFD'),
        type,
        payloadSchema: type === '' ? noSchema : payloadShapeOf(type).schema.fingerprint,
      }
    }
  }
}

const noSchema = new Uint8Array(8)

export type Decide = ReturnType<typeof createDecide>
