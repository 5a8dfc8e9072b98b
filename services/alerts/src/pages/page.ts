import { hash } from 'node:crypto'
import type { Episode } from '../episodes/episode.ts'

export type PageKind = 'fired' | 'resolved' | 'test'

/** A page as it waits in the outbox: everything a channel needs, so that later edits do not change what is said. */
export type Page = {
  /** The same for every attempt: `webhook-id`, and what a receiver tells repeats by. */
  id: string
  kind: PageKind
  /** When it was made, Unix milliseconds. */
  at: number
  tenant: string
  severity: Episode['severity']
  episode: Episode
  /** One line. */
  title: { en: string; zh: string }
  /** Markdown. */
  text: { en: string; zh: string }
  link: string | null
}

/** An outbox row is unique by episode, step and channel. */
export const outboxKey = (episode: string, kind: PageKind, channel: string): string => `${episode}/${kind}/${channel}`

export const pageId = (tenant: string, key: string): string => `msg_${hash('sha256', `${tenant}/${key}`).slice(0, 32)}`
