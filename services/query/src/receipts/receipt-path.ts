/** Where an event stands, as `formatCoordinates` writes it: on events.accepted, or refused on events.rejected. */
export interface ReceiptPlace {
  at?: string | undefined
  rejected?: string | undefined
}

/** The path of an event's receipt; with a place, of what stands there and nothing else. */
export function receiptPath(
  { id, source }: { id: string; source: string },
  { at, rejected }: ReceiptPlace = {},
): string {
  const query = new URLSearchParams({
    ...(source !== '' && { source }),
    ...(at !== undefined && { at }),
    ...(rejected !== undefined && { rejected }),
  })
  return `/v1/events/${encodeURIComponent(id)}/receipt?${query}`
}
