import type { Beside, Reading, Received } from './provider.ts'

/** A delivery of one message. */
export const oneMessage = (
  { surrogates = false, flags = [], ...message }: Reading,
  id: string | undefined,
  beside?: Beside,
): Received => ({ messages: [{ ...message, id, ...(beside && { beside }) }], surrogates, flags })
