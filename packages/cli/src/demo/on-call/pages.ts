import type { Delivery } from './receiver.ts'
import { ruleName } from './watched-rule.ts'

/** A page about the demo's own payments, as the signed webhook brought it; a repeat of it is not counted again. */
export interface Page {
  /** `webhook-id`. */
  id: string
  kind: 'fired' | 'resolved'
  /** When it first came, Unix milliseconds. */
  at: number
  episode: string
  channel: string
  subject: { en: string; zh: string }
  /** Where the episode can be looked at. */
  link: string | undefined
}

interface AlertBody {
  type?: string
  data?: {
    rule?: string
    episode?: string
    dimensions?: Record<string, string>
    subject?: { en: string; zh: string }
    link?: string | null
  }
}

/** @param channels The payment channels of the shop: a page about one that was never broken counts, and is one too many. */
export function pagesOf(deliveries: readonly Delivery[], channels: readonly string[]): Page[] {
  const pages = new Map<string, Page>()
  for (const { to, at, id, body } of deliveries) {
    if (to !== 'webhook' || pages.has(id)) continue
    const { type, data } = body as AlertBody
    const kind = type === 'alert.fired' ? 'fired' : type === 'alert.resolved' ? 'resolved' : undefined
    const channel = data?.dimensions?.channel
    if (!kind || data?.rule !== ruleName || channel === undefined || !channels.includes(channel)) continue
    const { episode = '', subject = { en: '', zh: '' }, link } = data
    pages.set(id, { id, kind, at, episode, channel, subject, link: link ?? undefined })
  }
  return [...pages.values()]
}

/** What the robot was told of an episode, oldest first. */
export function dingTalkTexts(deliveries: readonly Delivery[], episode: string): { at: number; text: string }[] {
  return deliveries.flatMap(({ to, at, body }) => {
    const text = (body as { markdown?: { text?: string } }).markdown?.text
    return to === 'dingtalk' && text?.includes(episode) ? [{ at, text }] : []
  })
}
