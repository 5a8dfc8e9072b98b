import { setTimeout as wait } from 'node:timers/promises'
import type { Crossing } from './crossing.ts'
import { type Page, pagesOf } from './on-call/pages.ts'
import type { Receiver } from './on-call/receiver.ts'
import type { WatchedRule } from './on-call/watched-rule.ts'
import { brokenSuccess, healthySuccess } from './shop/checkout.ts'
import type { Traffic } from './traffic/traffic.ts'
import { longDuration, percent } from './view/numbers.ts'

/** When things happened, Unix milliseconds; undefined what did not. */
export interface Incident {
  channel: string
  openedAt: number
  brokeAt?: number | undefined
  /** The rule's conditions held, on what was sent. */
  crossedAt?: number | undefined
  /** The webhook came. */
  pagedAt?: number | undefined
  healedAt?: number | undefined
  resolvedAt?: number | undefined
  episode?: string | undefined
}

export interface IncidentOptions {
  /** The one that breaks first. */
  channels: readonly string[]
  rule: WatchedRule
  traffic: Traffic
  crossing: Crossing
  receiver: Pick<Receiver, 'deliveries'>
  /** Whether Weir, too, sees the channel as normal. */
  weirSeesNormal(channel: string): boolean
  /** Something happened. */
  tell(text: string, tone?: 'good' | 'bad'): void
  /** What comes next. */
  expect(text: string): void
  signal: AbortSignal
}

/** Long enough for the charts to show what normal looks like. */
const warmUpMs = 30_000
/** Longest wait for a normal series. */
const normalWithinMs = 120_000
/** How long the outage goes on after the page, to be looked at. */
const redMs = 12_000
/** A page, a resolve that takes longer will not come: with killed services they may be late. */
const pageWithinMs = 90_000
const resolveWithinMs = 150_000

/** Breaks a channel, waits for the page, heals it, waits for the resolve. */
export async function playIncident(options: IncidentOptions): Promise<Incident> {
  const { channels, rule, traffic, crossing, receiver, tell, expect, signal } = options
  const channel = channels[0]!
  const incident: Incident = { channel, openedAt: Date.now() }

  async function until(done: () => boolean, withinMs: number): Promise<boolean> {
    const last = Date.now() + withinMs
    while (!done()) {
      traffic.check()
      if (Date.now() > last) return false
      await wait(50, undefined, { signal })
    }
    return true
  }
  const page = (kind: Page['kind']) =>
    pagesOf(receiver.deliveries, channels).find(page => page.kind === kind && page.channel === channel)

  expect(`${channel} breaks once its series is normal, in about ${warmUpMs / 1000} s`)
  const isNormal = () => crossing.normal(Date.now()) && options.weirSeesNormal(channel)
  await until(() => Date.now() - incident.openedAt >= warmUpMs && isNormal(), normalWithinMs)

  crossing.watch()
  traffic.breakChannel(channel)
  incident.brokeAt = Date.now()
  const [lowest] = rule.conditions.toSorted((a, b) => a.windowMs - b.windowMs)
  tell(`${channel} breaks: ${percent(healthySuccess)} → ${percent(brokenSuccess)} of its payments succeed`, 'bad')
  expect(
    `the rule is red under ${percent(lowest!.below)} over ${rule.conditions.map(({ windowMs }) => longDuration(windowMs)).join(' and over ')}`,
  )
  await until(() => crossing.crossedAt() !== undefined || page('fired') !== undefined, pageWithinMs)
  incident.crossedAt = crossing.crossedAt()
  if (incident.crossedAt !== undefined) {
    tell('the rule is true, reckoned from what was sent')
    expect(`it must stay true for ${longDuration(rule.forMs)} before anybody is woken`)
  }

  await until(() => page('fired') !== undefined, pageWithinMs)
  const fired = page('fired')
  incident.pagedAt = fired?.at
  incident.episode = fired?.episode
  if (fired) {
    tell(`the page arrives: ${fired.subject.en}`, 'bad')
    expect(`${channel} stays broken for ${redMs / 1000} s more: look at the live page`)
    await wait(redMs, undefined, { signal })
  } else tell('no page has arrived', 'bad')

  traffic.breakChannel(undefined)
  incident.healedAt = Date.now()
  tell(`${channel} is healed`, 'good')
  if (!fired) return incident
  expect('the rate must climb back and stay there before Weir calls it over')
  await until(() => page('resolved') !== undefined, resolveWithinMs)
  incident.resolvedAt = page('resolved')?.at
  if (incident.resolvedAt !== undefined) tell('the resolve arrives', 'good')
  else tell('no resolve has arrived', 'bad')
  return incident
}
