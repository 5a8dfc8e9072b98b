import type { WeirApi } from '../command/weir-api.ts'
import { readLedger } from './account/ledger.ts'
import type { RunCounts } from './account/run-store.ts'
import { candidates } from './channel-choice.ts'
import type { Incident } from './incident.ts'
import { readEpisode } from './on-call/episode.ts'
import type { OnCall } from './on-call/on-call.ts'
import { dingTalkTexts, pagesOf } from './on-call/pages.ts'
import { liveLink } from './report/live-link.ts'
import type { Report } from './report/report.ts'
import { timelineOf } from './report/timeline.ts'
import { type Outcome, resultOf } from './result.ts'
import type { Shop } from './shop/shop.ts'
import type { Sender } from './traffic/sender.ts'

export interface Played {
  runId: string
  seed: number
  /** Whether an earlier run was sent again. */
  repeat: boolean
  /** Unix milliseconds. */
  startedAt: number
  readyAt: number
  channels: readonly string[]
  shop: Shop
  sender: Sender
  counts: RunCounts
  incident: Incident
}

/** Puts together what was sent, what arrived and what Weir says of it. */
export async function conclude(
  played: Played,
  { receiver, rule }: OnCall,
  api: WeirApi,
): Promise<Omit<Report, 'stops'>> {
  const { runId, seed, repeat, startedAt, readyAt, channels, shop, sender, counts, incident } = played
  const { deliveries } = receiver
  // The run that is repeated may have used others.
  const pages = pagesOf(deliveries, repeat ? candidates : channels)
  const [ledger, episode, live] = await Promise.all([
    readLedger(api, startedAt, Date.now()).catch(() => undefined),
    incident.episode === undefined ? undefined : readEpisode(api, incident.episode).catch(() => undefined),
    liveLink(api),
  ])
  const outcome: Outcome = {
    runId,
    seed,
    repeat,
    sent: sender.totals.sent,
    accepted: sender.totals.accepted,
    rejection: sender.rejection(),
    people: shop.people(),
    receiptUrl: sender.receipt(),
    counts,
    ledger,
    incident,
    ruleForMs: rule.forMs,
    pages: pages.filter(({ kind }) => kind === 'fired').length,
    resolves: pages.filter(({ kind }) => kind === 'resolved').length,
  }
  const told = incident.episode === undefined ? [] : dingTalkTexts(deliveries, incident.episode)
  return {
    outcome,
    result: resultOf(outcome),
    readyAt,
    tookMs: Date.now() - readyAt,
    timeline: repeat ? [] : timelineOf({ incident, rule, episode, dingTalkAt: told.map(({ at }) => at) }),
    dingTalk: told.map(({ text }) => text),
    keys: shop.keys(),
    links: { live, episode: pages[0]?.link, receipt: sender.receipt() },
  }
}
