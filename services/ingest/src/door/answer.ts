import type { Outcome } from '../accept-events.ts'
import type { Sender } from './write-key.ts'

export interface ReceiptLinks {
  /** URL of the query service, without a slash at its end. */
  publicUrl: string
  generation: string
}

/** Where the fate of an event can be followed; it names the coordinates, so no search is needed. */
export function receiptUrl(
  { id, at, rejection }: Outcome,
  { source }: Sender,
  { publicUrl, generation }: ReceiptLinks,
): string {
  const place = `${generation}.${at.partition}.${at.offset}.${at.index}`
  const query = `source=${encodeURIComponent(source)}&${rejection ? 'rejected' : 'at'}=${encodeURIComponent(place)}`
  return `${publicUrl}/v1/events/${encodeURIComponent(id)}/receipt?${query}`
}

/** No event of the request was accepted, and there were some. */
export const isAllRejected = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 0 && outcomes.every(({ rejection }) => rejection !== undefined)

/** JSON text of the answer. Written by hand: a batch has up to ten thousand events and this is most of what it costs to say so. */
export function answerText(outcomes: readonly Outcome[], sender: Sender, links: ReceiptLinks, success = true): string {
  let rejected = 0
  let events = ''
  for (const [index, outcome] of outcomes.entries()) {
    const { id, rejection } = outcome
    const receipt = receiptUrl(outcome, sender, links)
    if (index > 0) events += ','
    events += `{"index":${index},"id":${JSON.stringify(id)},"status":"${rejection ? 'rejected' : 'accepted'}"`
    if (rejection) {
      rejected++
      const { code, field, message } = rejection
      events += `,"code":"${code}","field":${JSON.stringify(field)},"message":${JSON.stringify(message)}`
    }
    events += `,"receipt":${JSON.stringify(receipt)}}`
  }
  return `{"success":${success},"accepted":${outcomes.length - rejected},"rejected":${rejected},"events":[${events}]}`
}
