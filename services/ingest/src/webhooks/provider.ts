import type { IncomingHttpHeaders } from 'node:http'
import type { ProviderName, SettingsOf } from '@weir/credentials'

/** A request as it came, nothing in it believed yet. */
export interface Delivery {
  method: 'GET' | 'POST'
  headers: IncomingHttpHeaders
  query: URLSearchParams
  /** The raw bytes: what is signed. */
  body: Buffer
  /** Unix ms. */
  receivedAt: number
}

/** An event's text, read. */
export interface Reading {
  /** The provider's name for what happened. */
  topic: string
  /** What the mapping reads; names beginning with $ are settings of the source. */
  facts: Record<string, unknown>
  /** The event's text as it was sent, decrypted. */
  original: string
  surrogates?: boolean
  flags?: readonly string[]
}

/** What a reading needs that is not in the text: headers, settings of the source. A dead letter keeps it. */
export type Beside = Readonly<Record<string, string | undefined>>

/** One event, its sender proven. */
export interface Message extends Pick<Reading, 'topic' | 'facts' | 'original'> {
  /** Of the event, the same in each repetition: our event's id. `undefined` when the provider gave none. */
  id: string | undefined
  /** Given to `read` with the original, it is the same message again; absent when the original says it all. */
  beside?: Beside
}

export interface Answer {
  status: number
  type: string
  body: string
}

/** Events, or a question to the endpoint that wants an answer of its own. */
export interface Received {
  messages: readonly Message[]
  answer?: Answer
  surrogates?: boolean
  flags?: readonly string[]
  /**
   * Tells deliveries apart where the provider signs neither an id nor a time: the same signed bytes under another id are a
   * replay, and get the id they came under first.
   */
  signed?: string
}

/** What is particular to a provider: how it proves itself, what an event is, and what it wants to hear. */
export interface Provider<P extends ProviderName> {
  /** @throws WeirError UNAUTHENTICATED; REQUEST_MALFORMED for proven nonsense. */
  receive(delivery: Delivery, settings: SettingsOf<P>): Received
  /** An original once more, perhaps mended since. @throws WeirError REQUEST_MALFORMED when nothing can be read in it. */
  read(original: Buffer, beside: Beside): Reading
  /** Said when every event is durable; without it Weir's own answer. */
  accepted?: Answer
  /** It asks by GET whether the endpoint is ours. */
  handshake?: true
}
