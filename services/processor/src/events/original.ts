import type { Event } from '@weir/event'
import { type Secrets, sealText } from '@weir/privacy'

/**
 * A quarantined event as it stood on the log, sealed and base64: kept whole, protected values included, so that it can
 * be mended and sent again.
 * @param valuesOf the sealed values of its batch
 */
export const sealedOriginal = (secrets: Secrets, event: Event, valuesOf: () => readonly string[]): string =>
  sealText(
    secrets,
    JSON.stringify({
      ...event,
      keys: event.keys.map(({ type, scope, value, sealed }) => ({ type, scope, value: value ?? valuesOf()[sealed] })),
      protected: event.sealed >= 0 ? valuesOf()[event.sealed] : undefined,
      payloadSchema: Buffer.from(event.payloadSchema).toString('hex'),
      payload: Buffer.from(event.payload).toString('base64'),
    }),
  )
