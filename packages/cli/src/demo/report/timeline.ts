import type { Incident } from '../incident.ts'
import type { Episode } from '../on-call/episode.ts'
import type { WatchedRule } from '../on-call/watched-rule.ts'
import { brokenSuccess, healthySuccess } from '../shop/checkout.ts'
import { count, longDuration, percent, steadyPercent } from '../view/numbers.ts'

export interface Moment {
  /** Unix milliseconds. */
  at: number
  text: string
  tone: 'good' | 'bad' | 'plain'
}

export interface TimelineOptions {
  incident: Incident
  rule: WatchedRule
  /** As Weir tells it; undefined when there was none. */
  episode: Episode | undefined
  /** When the robot was called, Unix milliseconds. */
  dingTalkAt: readonly number[]
}

/** The incident as the shop, Weir and the phone on call saw it, in the order of time. */
export function timelineOf({ incident, rule, episode, dingTalkAt }: TimelineOptions): Moment[] {
  const { channel, openedAt, brokeAt, crossedAt, pagedAt, healedAt, resolvedAt } = incident
  const under = rule.conditions.map(({ windowMs, below }) => `${percent(below)} over ${longDuration(windowMs)}`)
  const moments: (Omit<Moment, 'at' | 'tone'> & { at: number | undefined; tone?: Moment['tone'] })[] = [
    { at: openedAt, text: 'the shop opens' },
    {
      at: brokeAt,
      tone: 'bad',
      text: `${channel} breaks: ${percent(healthySuccess)} → ${percent(brokenSuccess)} of its payments succeed`,
    },
    { at: crossedAt, text: `true on what was sent: under ${under.join(' and ')}` },
    ...(episode ? weirMoments(episode, rule) : []),
    { at: pagedAt, tone: 'bad', text: 'the webhook brings the page' },
    { at: dingTalkAt[0], tone: 'bad', text: 'the DingTalk robot brings the page' },
    { at: healedAt, tone: 'good', text: `${channel} is healed` },
    { at: resolvedAt, tone: 'good', text: 'the webhook brings the resolve' },
    { at: dingTalkAt[1], tone: 'good', text: 'the DingTalk robot brings the resolve' },
  ]
  return moments
    .flatMap(({ at, text, tone = 'plain' }) => (at === undefined ? [] : [{ at, text, tone }]))
    .sort((a, b) => a.at - b.at)
}

function weirMoments({ timeline, conditions }: Episode, rule: WatchedRule): { at: number; text: string }[] {
  const readings = conditions.map(
    ({ windowMs, value, sample }) =>
      `${steadyPercent(value ?? undefined)} of ${count(sample)} over ${longDuration(windowMs)}`,
  )
  const words: Record<string, string> = {
    crossed: `Weir sees it: pending for ${longDuration(rule.forMs)}`,
    fired: `Weir fires: ${readings.join(', ')}`,
    recovering: 'Weir sees the rate back over the threshold: recovering',
    relapsed: 'Weir sees the rate fall back',
    resolved: 'Weir resolves the episode',
  }
  return timeline.map(({ at, step }) => ({ at, text: words[step] ?? step }))
}
