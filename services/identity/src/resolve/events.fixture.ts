import type { Event, KeyRef } from '@weir/event'
import { createKeyHasher } from '@weir/privacy'

const hash = createKeyHasher({ hmac: new Uint8Array(32).fill(1) })

/** `phone:1` becomes a key; `!phone:1` one that is blocked. */
export function keyRef(tenant: string, text: string): KeyRef {
  const [type, value] = text.replace('!', '').split(':') as [string, string]
  const sealed = -1
  return { type, scope: '', hash: hash(tenant, type, '', value), usable: !text.startsWith('!'), value, sealed }
}

/** An event for tests: everything that is not given is empty. */
export function eventOf(given: Partial<Omit<Event, 'keys'>> & { keys: readonly string[] }): Event {
  const tenant = given.tenant ?? 't'
  const at = given.occurredAt ?? 1_700_000_000_000
  return {
    ...{
      id: given.keys.join(),
      source: 'web',
      type: 'page.viewed',
      receivedAt: at,
      context: {},
      flags: [],
      sealed: -1,
    },
    ...{ payloadSchema: new Uint8Array(8), payload: new Uint8Array(0) },
    ...given,
    tenant,
    occurredAt: at,
    keys: given.keys.map(text => keyRef(tenant, text)),
  }
}
