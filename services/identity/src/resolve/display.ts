import type { EventBatch } from '@weir/event'
import { openValues, type Secrets, sealText } from '@weir/privacy'
import type { Display } from './gather.ts'

/** Seals a key's value for display under the current key. The batch is opened only if one of its keys is new. */
export function displayOf({ sealed }: Pick<EventBatch, 'sealed'>, secrets: Secrets): Display {
  let values: string[] | undefined
  return ref => {
    if (ref.sealed < 0) return null
    values ??= openValues(secrets, sealed)
    const value = values[ref.sealed]
    return value === undefined ? null : sealText(secrets, value)
  }
}
