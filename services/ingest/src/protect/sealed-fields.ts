import { unmarked } from '../json/exact-numbers.ts'
import { setOwn } from '../json/shape.ts'

/** What of one event travels sealed: values by the path they were sent under. */
export interface SealedFields {
  put(path: string, value: unknown): void
  /** JSON text of `{ "<path>": value }`; `undefined` when nothing was put. */
  text(): string | undefined
}

export function createSealedFields(): SealedFields {
  let fields: Record<string, unknown> | undefined
  return {
    put(path, value) {
      fields ??= {}
      setOwn(fields, path, value)
    },
    text: () => fields && unmarked(JSON.stringify(fields)),
  }
}
