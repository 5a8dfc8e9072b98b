import { WeirError } from '@weir/errors'
import { parseDocument } from '../../json/document.ts'
import { elementTexts } from '../../json/originals.ts'
import { isObject } from '../../json/shape.ts'
import { textOf } from '../../pipeline/text.ts'
import { parseObject } from '../json-messages.ts'
import { assertFresh, assertSigned, headerOf, hmacSha256, isSame } from '../proof.ts'
import type { Message, Provider } from '../provider.ts'

const header = 'x-hubspot-signature-v3'
const mostEvents = 1_000
/** HubSpot signs the address with these decoded, whatever was sent. */
const decoded = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi

/** The address is signed as it was registered, so a proxy in front of us may call us what it likes. */
export const hubspot: Provider<'hubspot'> = {
  receive({ method, headers, body, receivedAt }, { secrets, publicUrl }) {
    const signature = headerOf(headers, header)
    const time = headerOf(headers, 'x-hubspot-request-timestamp')
    const url = publicUrl.replace(decoded, sign => decodeURIComponent(sign))
    const isSigned = secrets.some(secret => isSame(signature, hmacSha256(secret, [method, url, body, time], 'base64')))
    assertSigned(isSigned, header)
    assertFresh(time, 1, receivedAt, 'x-hubspot-request-timestamp')
    const { value, text, surrogates, flags } = parseDocument(body)
    const events = Array.isArray(value) ? value : [value]
    if (events.length > mostEvents || !events.every(isObject))
      throw new WeirError('REQUEST_MALFORMED', `the body is no list of at most ${mostEvents} events`, { field: 'body' })
    const originals = Array.isArray(value) ? elementTexts(text) : [text]
    return { messages: events.map((event, index) => messageOf(event, originals[index] ?? '')), surrogates, flags }
  },
  read(original) {
    const { value, text, surrogates, flags } = parseObject(original)
    const { topic, facts } = messageOf(value, text)
    return { topic, facts, original: text, surrogates, flags }
  },
}

const contacts = '0-1'

/** `eventId` alone is not unique by HubSpot's own word; with the subscription, the object and the time it is. */
function messageOf(event: Record<string, unknown>, original: string): Message {
  const { portalId, subscriptionId, eventId, objectId, occurredAt, propertyName } = event
  const ids = [portalId, subscriptionId, eventId, objectId, occurredAt, propertyName].map(part => textOf(part) ?? '')
  const subscription = textOf(event.subscriptionType) ?? 'event'
  const topic = event.objectTypeId === contacts ? subscription.replace(/^object\./, 'contact.') : subscription
  return { topic, id: eventId === undefined ? undefined : ids.join('-'), facts: event, original }
}
