import { type ProviderName, providerNames } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { readStructured, type SentCloudEvent } from '../cloud-events/read-request.ts'
import { parseDocument } from '../json/document.ts'
import { isObject } from '../json/shape.ts'
import type { Arrival, Decide, MapToDraft } from '../pipeline/decide.ts'
import type { Verdict } from '../pipeline/verdict.ts'
import { callKinds } from '../segment/calls.ts'
import { mapCall } from '../segment/map-call.ts'
import { mapMessage } from '../webhooks/mapping/map-message.ts'
import type { Mappings } from '../webhooks/mapping/mapping-file.ts'
import type { Beside } from '../webhooks/provider.ts'
import { providers } from '../webhooks/providers/index.ts'

/** What a dead letter holds of the event, opened. */
export interface Kept {
  door: string
  text: string
  delivery: string
}

/** An event as its door would hand it in: the verdict on it by the mappings, plans and policy that hold now. */
export type Remade = (decide: Decide, origin: Origin) => Verdict
export type Origin = Pick<Arrival, 'tenant' | 'source' | 'receivedAt' | 'again'>

export interface RemakeDeps {
  mapCloudEvent: MapToDraft<SentCloudEvent>
  mappings: Mappings
}

/** @throws WeirError REQUEST_MALFORMED when no event can be made of it: text that is none, or a door nobody knows. */
export function createRemake({ mapCloudEvent, mappings }: RemakeDeps) {
  return function remake({ door, text, delivery }: Kept): Remade {
    const original = Buffer.from(text)
    const beside = delivery === '' ? {} : (parseDocument(Buffer.from(delivery)).value as Record<string, unknown>)
    const [kind, name = ''] = door.split('/')
    if (kind === 'segment') return remadeCall(name, original, beside)
    if (kind === 'cloudevents') return remadeCloudEvent(original, mapCloudEvent)
    const provider = kind === 'webhook' ? providerNames.find(known => known === name) : undefined
    if (provider !== undefined) return remadeMessage(provider, original, beside as Beside, mappings)
    throw new WeirError('REQUEST_MALFORMED', 'it is not known which way this event came in', {
      remedy: 'An older Weir refused it and did not keep that: let its source send it again.',
    })
  }
}

function remadeCall(name: string, original: Buffer, { context, sentAt }: Record<string, unknown>): Remade {
  const { value: body, surrogates, flags } = parseDocument(original)
  const kind = callKinds.find(known => known === name) ?? (isObject(body) ? body.type : undefined)
  const sent = { kind, body, shared: { context, sentAt } }
  return (decide, origin) => decide(sent, { ...origin, small: false, surrogates, flags }, mapCall)
}

function remadeCloudEvent(original: Buffer, map: MapToDraft<SentCloudEvent>): Remade {
  const { sent, surrogates, flags } = readStructured(parseDocument(original))
  return (decide, origin) => decide(sent[0]!, { ...origin, small: false, surrogates, flags }, map)
}

function remadeMessage(provider: ProviderName, original: Buffer, beside: Beside, mappings: Mappings): Remade {
  const { topic, facts, surrogates = false, flags = [] } = providers[provider].read(original, beside)
  const draft = mapMessage({ topic, facts, id: undefined, original: '' }, mappings.get(provider)!)
  const sent = { body: draft.fields, draft }
  return (decide, origin) =>
    decide(sent, { ...origin, small: false, surrogates, flags }, ({ draft }: typeof sent) => draft)
}
